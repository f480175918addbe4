import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jarsFromMaven } from '../fetched.ts';
import { log4j, type Properties, superuser, xml } from './configuration.ts';

const hadoop = '3.4.3';

/** Hadoop's servers and clients, as published. */
export function hadoopJars(): Promise<string> {
  const parts = ['hadoop-common', 'hadoop-hdfs', 'hadoop-hdfs-client'];
  return jarsFromMaven(
    `hadoop-${hadoop}`,
    parts.map((part) => `org.apache.hadoop:${part}:${hadoop}`),
  );
}

/** Of small heaps and quick starts; Java 17 hides from Hadoop what it looks into. */
const options = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.net.preferIPv4Stack=true'];
const opens = '--add-opens=java.base/java.lang=ALL-UNNAMED';

/** Writes what a part of Hadoop reads at its start, in a folder of its own. */
export async function configure(folder: string, core: Properties, hdfs: Properties): Promise<void> {
  // Hadoop looks for its pages on the class path and does not start without the folders.
  for (const pages of ['hdfs', 'datanode', 'journal', 'secondary', 'static'])
    await mkdir(join(folder, 'conf', 'webapps', pages), { recursive: true });
  await mkdir(join(folder, 'tmp'), { recursive: true });
  await writeFile(join(folder, 'conf', 'core-site.xml'), xml(core));
  await writeFile(join(folder, 'conf', 'hdfs-site.xml'), xml(hdfs));
  await writeFile(join(folder, 'conf', 'log4j.properties'), log4j);
}

interface Start {
  /** Holds `conf`; what it prints goes into `out.log`. */
  readonly folder: string;
  readonly heapMebibytes: number;
  readonly main: string;
  readonly args?: readonly string[];
  readonly user?: string;
}

/** One JVM, ended by its own id. */
export class Java {
  readonly process: ChildProcess;
  readonly folder: string;
  readonly ended: Promise<unknown>;

  private constructor(child: ChildProcess, folder: string) {
    this.process = child;
    this.folder = folder;
    this.ended = once(child, 'exit');
  }

  static async start({ folder, heapMebibytes, main, args = [], user = superuser }: Start): Promise<Java> {
    const classPath = `${join(folder, 'conf')}:${await hadoopJars()}/*`;
    const child = spawn('java', [...options, opens, `-Xmx${heapMebibytes}m`, '-cp', classPath, main, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HADOOP_USER_NAME: user },
    });
    const log = createWriteStream(join(folder, 'out.log'), { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return new Java(child, folder);
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Resolves when it has ended; what printed no good end is told with its last lines. */
  async succeed(): Promise<void> {
    await this.ended;
    if (this.process.exitCode !== 0) throw new Error(`${this.folder}: ${await this.lastWords()}`);
  }

  async lastWords(): Promise<string> {
    const text = await readFile(join(this.folder, 'out.log'), 'utf8').catch(() => '');
    return text.trim().split('\n').slice(-8).join('\n');
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' = 'SIGTERM'): Promise<void> {
    if (!this.running) return;
    this.process.kill(signal);
    if (signal === 'SIGTERM' || signal === 'SIGKILL') await this.ended;
  }
}
