import { isCommonPassword } from './common-passwords.ts';

/** Shortest password, in characters (NIST SP 800-63B asks for 8). */
export const shortestPassword = 8;
/** Longest, in bytes of UTF-8: hashing takes longer input, but nobody types it. */
export const longestPasswordBytes = 1024;

/** The same password typed on two keyboards is the same text (Unicode NFKC, as NIST SP 800-63B asks). */
export function normalPassword(typed: string): string {
  return typed.normalize('NFKC');
}

/** Why a new password is refused, for people; undefined when it is fine. */
export function whyNotPassword(typed: string, account: string): string | undefined {
  const password = normalPassword(typed);
  if ([...password].length < shortestPassword)
    return `A password has at least ${shortestPassword} characters; a few words in a row are easy to remember.`;
  if (Buffer.byteLength(password) > longestPasswordBytes)
    return `A password has at most ${longestPasswordBytes} bytes.`;
  const folded = password.toLowerCase();
  if (isCommonPassword(folded, account))
    return (
      'This password is one of the first that anybody tries: common words, rows of keys or the name of the account, ' +
      'with a few digits. A few words of your own in a row are easy to remember.'
    );
  if (new Set(folded).size < 3) return 'A password has at least three different characters.';
  return undefined;
}
