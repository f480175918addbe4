import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Chromium breaks off whatever it loads when a network interface of the machine comes or goes, and every workspace of
 * every platform here has one. This starts it so that it is not told: it may not open a routing socket.
 *
 * @returns the program, undefined where bubblewrap does not work; and what removes it
 */
export function deafChromium(executable: string): { program: string | undefined; remove: () => void } {
  const rules = filter();
  const works = spawnSync('bwrap', ['--dev-bind', '/', '/', 'true'], { stdio: 'ignore' }).status === 0;
  if (rules === undefined || !works) return { program: undefined, remove: () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'stoa-chromium-'));
  const [program, rulesFile] = [join(folder, 'chromium'), join(folder, 'filter.bpf')];
  writeFileSync(rulesFile, rules);
  // Descriptors 3 and 4 are how the browser is driven.
  const start = `exec bwrap --dev-bind / / --seccomp 9 ${executable} "$@" 9< ${rulesFile}`;
  writeFileSync(program, `#!/bin/sh\n${start}\n`);
  chmodSync(program, 0o755);
  return { program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const machines: Partial<Record<NodeJS.Architecture, { audit: number; socketCall: number }>> = {
  x64: { audit: 0xc000003e, socketCall: 41 },
  arm64: { audit: 0xc00000b7, socketCall: 198 },
};

/** A classic BPF program over `struct seccomp_data`: socket(AF_NETLINK, any, NETLINK_ROUTE) fails, all else is allowed. */
function filter(): Buffer | undefined {
  const machine = machines[process.arch];
  if (machine === undefined || endianness() !== 'LE') return undefined;
  const [load, equal, answer] = [0x20, 0x15, 0x06];
  const [netlink, route, notSupported] = [16, 0, 97];
  // Where a value is not equal, so many instructions are passed over, to the one that allows.
  const program = [
    [load, 0, 0, 4],
    [equal, 0, 7, machine.audit],
    [load, 0, 0, 0],
    [equal, 0, 5, machine.socketCall],
    [load, 0, 0, 16],
    [equal, 0, 3, netlink],
    [load, 0, 0, 32],
    [equal, 0, 1, route],
    [answer, 0, 0, 0x00050000 + notSupported],
    [answer, 0, 0, 0x7fff0000],
  ] as const;
  const bytes = Buffer.alloc(program.length * 8);
  for (const [at, [code, whenEqual, otherwise, value]] of program.entries()) {
    bytes.writeUInt16LE(code, at * 8);
    bytes.writeUInt8(whenEqual, at * 8 + 2);
    bytes.writeUInt8(otherwise, at * 8 + 3);
    bytes.writeUInt32LE(value, at * 8 + 4);
  }
  return bytes;
}
