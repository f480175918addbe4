import { readFileSync } from 'node:fs';

/** CHOWN, DAC_OVERRIDE, KILL, SETGID, SETUID: what is needed to keep tenants apart by their ids. */
const needed = [0, 1, 5, 6, 7].reduce((bits, capability) => bits | (1n << BigInt(capability)), 0n);

/** Being uid 0 is not enough: a container or a user namespace may have taken the rights away. */
export function hasRootRights(): boolean {
  if (process.getuid?.() !== 0) return false;
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${effective}`) & needed) === needed;
}
