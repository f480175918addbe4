const form = /^[a-z][a-z0-9._-]{0,31}$/;

/**
 * Names that mean something to the system, to a host name or to an address of the platform. `admin` is the first
 * administrator; as a deleted name stays taken, nobody else ever has it.
 */
const reserved = new Set([
  ...['root', 'daemon', 'bin', 'sys', 'sync', 'games', 'man', 'lp', 'mail', 'news', 'uucp', 'proxy', 'backup', 'list'],
  ...['irc', 'nobody', 'nogroup', 'sshd', 'messagebus', 'systemd', 'wheel', 'sudo', 'adm', 'tty', 'disk', 'kvm'],
  ...['stoa', 'www', 'api', 'app', 'apps', 'assets', 'static', 'user', 'users', 'group', 'groups', 'everyone'],
  ...['everybody', 'administrators', 'system', 'local', 'localhost', 'control', 'gateway', 'agent', 'supervisor'],
  ...['hub', 'login', 'logout', 'oauth', 'openid', 'spark', 'hdfs', 'hadoop', 'yarn', 'mesos', 'marathon', 'anonymous'],
  ...['postmaster', 'hostmaster', 'webmaster', 'abuse', 'security', 'null', 'undefined', 'me', 'self', 'unknown'],
]);

/** Why a new name is refused, for people; undefined when it is fine. Nothing is trimmed or folded: what is stored is what was typed. */
export function whyNotName(name: string): string | undefined {
  if (reserved.has(name)) return `"${name}" is reserved. Choose another name.`;
  if (form.test(name)) return undefined;
  if (name !== name.trim()) return 'A name has no spaces around it.';
  if (form.test(name.toLowerCase())) return `A name is in lower case: "${name.toLowerCase()}".`;
  return 'A name has 1 to 32 lower case letters (a to z), digits, dots, underscores and hyphens, and starts with a letter.';
}

/**
 * The one name that somebody can have meant at sign-in: spaces around it and ASCII capitals are forgiven, because stored
 * names have neither, so two never meet. Anything else (other scripts, full-width letters, NUL) names nobody.
 */
export function canonicalName(typed: string): string | undefined {
  const name = typed.replace(/^ +| +$/g, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return form.test(name) ? name : undefined;
}
