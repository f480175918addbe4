import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fetchMilliseconds, jarsFromMaven, prepared, run } from '../fetched.ts';

/** A scheduler on this machine that others' client libraries speak for; what it prints, line by line. */
export class Scheduler {
  readonly lines: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #process: ChildProcess;

  constructor([program = '', ...args]: readonly string[]) {
    this.#process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH } });
    this.ended = once(this.#process, 'exit');
    for (const stream of [this.#process.stdout, this.#process.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
  }

  stop(): Promise<unknown> {
    this.#process.kill('SIGKILL');
    return this.ended;
  }
}

/** The last release of avmesos that was checked, in a Python environment of its own; fetched once for a machine and user. */
export async function avmesos(): Promise<readonly string[]> {
  const folder = await prepared('avmesos', async (to) => {
    await run('python3', ['-m', 'venv', to], { timeout: fetchMilliseconds });
    await run(join(to, 'bin', 'pip'), ['install', '--quiet', 'avmesos==0.4.2'], { timeout: fetchMilliseconds });
  });
  return [join(folder, 'bin', 'python'), join(import.meta.dirname, 'framework.py')];
}

/**
 * pymesos with what it needs, as a folder of modules and beside them `executor.py`. Its HTTP parser has a part in C that
 * newer Pythons do not compile; it does without.
 */
export async function pymesos(): Promise<string> {
  return prepared('pymesos', async (to) => {
    const pip = (...args: string[]) => run('python3', ['-m', 'pip', ...args], { timeout: fetchMilliseconds });
    const modules = ['pymesos==0.3.15', 'addict==2.4.0', 'six==1.17.0', 'kazoo==2.11.0'];
    await pip('install', '--quiet', '--no-deps', '--target', to, ...modules);
    await pip('download', '--quiet', '--no-deps', '--no-binary', ':all:', '--dest', to, 'http-parser==0.9.0');
    const archive = join(to, 'http-parser-0.9.0.tar.gz');
    await run('tar', ['xzf', archive, '-C', to, '--strip-components=1', 'http-parser-0.9.0/http_parser']);
    await copyFile(join(import.meta.dirname, 'executor.py'), join(to, 'executor.py'));
  });
}

/** mesos-rxjava with the messages of Mesos itself, from Maven. */
export function rxjava(): Promise<readonly string[]> {
  return fromMaven('com.mesosphere.mesos.rx.java:mesos-rxjava-protobuf-client:0.2.0', 'Framework.java');
}

/** Mesos's own messages, as they were published last. */
export async function publishedMessages(): Promise<readonly string[]> {
  const [program = '', ...args] = await fromMaven('org.apache.mesos:mesos:1.11.0', 'Messages.java');
  const { stdout } = await run(program, args, { timeout: fetchMilliseconds, maxBuffer: 2 ** 24 });
  return stdout.trim().split('\n');
}

/** The command that runs a source file beside this one with a package and what it needs. */
async function fromMaven(dependency: string, source: string): Promise<readonly string[]> {
  const jars = await jarsFromMaven(dependency.split(':').slice(1).join('-'), [dependency]);
  return ['java', '-cp', join(jars, '*'), join(import.meta.dirname, source)];
}
