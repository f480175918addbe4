import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A machine outside of this host, made of a network namespace: reached as the internet is. Needs root. */
export interface Outside {
  readonly address: string;
  close(): void;
}

/**
 * @param number   0 to 63; two at a time have two
 * @param script   what runs there, in Node; `address` is known to it, and it says a line when it is ready
 * @param more     further addresses that it answers at, and that this host finds there
 */
export async function makeOutside(number: number, script: string, more: readonly string[] = []): Promise<Outside> {
  const name = `stoa-test-${process.pid}-${number}`;
  const [near, far] = [`tn${process.pid}x${number}`, `tf${process.pid}x${number}`];
  // Of the range for benchmarks.
  const [host, address] = [`198.18.77.${number * 4 + 1}`, `198.18.77.${number * 4 + 2}`];
  const ip = (words: string) => execFileSync('ip', words.split(' '));
  ip(`netns add ${name}`);
  let server: ChildProcess | undefined;
  const close = () => {
    server?.kill();
    ip(`netns del ${name}`);
  };
  try {
    ip(`link add ${near} type veth peer name ${far} netns ${name}`);
    ip(`addr add ${host}/30 dev ${near}`);
    ip(`link set ${near} up`);
    ip(`-n ${name} addr add ${address}/30 dev ${far}`);
    ip(`-n ${name} link set ${far} up`);
    ip(`-n ${name} link set lo up`);
    ip(`-n ${name} route add default via ${host}`);
    for (const each of more) {
      ip(`-n ${name} addr add ${each}/32 dev lo`);
      ip(`route add ${each}/32 via ${address} dev ${near}`);
    }
    writeFileSync(`/proc/sys/net/ipv4/conf/${near}/forwarding`, '1');
    const whole = `const address = '${address}';${script}`;
    server = spawn('ip', ['netns', 'exec', name, process.execPath, '-e', whole], { stdio: ['ignore', 'pipe', 2] });
    if (!server.stdout) throw new Error('no output');
    const lines = createInterface({ input: server.stdout });
    await new Promise((resolve) => lines.once('line', resolve));
  } catch (error) {
    close();
    throw error;
  }
  return { address, close };
}
