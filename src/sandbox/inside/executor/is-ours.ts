import { readFile } from 'node:fs/promises';

/** Whether a connection of the loopback, from a port to ours, is of the account that we run as, by the kernel's own table. */
export async function isOurs(from: number, to: number): Promise<boolean> {
  const end = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  return rows.some(
    ([, local, remote, , , , , uid]) => local === end(from) && remote === end(to) && Number(uid) === process.getuid?.(),
  );
}
