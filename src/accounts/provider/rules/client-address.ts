const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why a browser may not be led to an address with somebody's sign-in; undefined: it may.
 *
 * @param secure  whether the platform itself is reached by https
 */
export function whyNotAddress(address: string, secure: boolean): string | undefined {
  if (!URL.canParse(address)) return 'It is not a whole address such as https://site.example.org/callback.';
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'It begins with neither https:// nor http://.';
  if (url.hash !== '' || address.includes('#')) return 'It has a part after #.';
  if (url.username !== '' || url.password !== '') return 'It has a name or a password in it.';
  if (address.includes('*')) return 'It is compared as it stands; a * stands for nothing else.';
  if (/[\s\\]/.test(address)) return 'It has a space or a backslash in it.';
  if (secure && url.protocol === 'http:' && !loopback.test(url.hostname)) return 'It has to begin with https://.';
  return undefined;
}
