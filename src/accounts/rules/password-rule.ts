/** Shortest password, in characters (NIST SP 800-63B asks for 8). */
export const shortestPassword = 8;
/** Longest, in bytes of UTF-8: hashing takes longer input, but nobody types it. */
export const longestPasswordBytes = 1024;

/** The first that anybody tries. A longer list belongs to whoever guesses; the brake at sign-in is against those. */
const wellKnown = new Set(
  (
    '12345678 123456789 1234567890 123123123 987654321 11111111 00000000 88888888 password password1 password12 ' +
    'password123 passw0rd p@ssw0rd qwertyuiop qwerty123 qwerty12 1q2w3e4r 1qaz2wsx 1q2w3e4r5t asdfghjkl zaq12wsx ' +
    'abcd1234 abc12345 iloveyou sunshine princess football baseball superman trustno1 letmein1 welcome1 admin123 ' +
    'administrator changeme changeit letmeinnow woaini1314 5201314520'
  ).split(' '),
);

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
  if (wellKnown.has(folded)) return 'This password is one of the first that anybody tries. Choose another.';
  if (folded === account) return "A password is not the account's name.";
  if (new Set(folded).size < 3) return 'A password has at least three different characters.';
  return undefined;
}
