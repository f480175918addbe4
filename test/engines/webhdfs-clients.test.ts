import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { fetchMilliseconds, jarsFromMaven, prepared, run } from './fetched.ts';
import { HadoopClient } from './webhdfs/hadoop-client.ts';

/** Clients that others wrote for HDFS, unmodified, against the whole platform, with a token and nothing else. */
let platform: Platform;
let alice: Client;
let token: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stoa-test-webhdfs-'));
  platform = await startPlatform();
  const admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  token = (await alice.post('/api/tokens', { name: 'hdfs' })).body.token;
});
afterAll(async () => {
  await platform?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('HdfsCLI, with each of its ways to sign in, and fsspec', async () => {
  const packages = ['hdfs==2.7.3', 'fsspec==2026.9.0', 'requests==2.34.2'];
  const python = await prepared('webhdfs-clients', async (to) => {
    await run('python3', ['-m', 'venv', to]);
    await run(join(to, 'bin/pip'), ['install', '-q', ...packages], { timeout: fetchMilliseconds });
  });
  const env = { PATH: process.env.PATH, STOA_URL: platform.url, STOA_TOKEN: token };
  const script = join(import.meta.dirname, 'webhdfs/clients.py');
  expect((await run(join(python, 'bin/python'), [script], { env })).stdout).toBe('done\n');
});

describe('Hadoop’s own programs', () => {
  let hadoop: HadoopClient;
  beforeAll(async () => {
    hadoop = await HadoopClient.at(platform.url, folder, 'alice', token);
  }, fetchMilliseconds);

  test('hdfs dfs puts, lists, reads, appends, moves and deletes', async () => {
    await writeFile(join(folder, 'local'), 'hello');
    await hadoop.shell('-mkdir', '-p', 'j/k');
    await hadoop.shell('-put', '-f', 'local', 'j/f');
    await hadoop.shell('-appendToFile', 'local', 'j/f');
    expect(await hadoop.shell('-ls', '-R', '/user/alice/j')).toMatch(
      /^-rw------- +1 alice alice +10 .* \/user\/alice\/j\/f\ndrwx------ +- alice alice +0 .* \/user\/alice\/j\/k\n$/,
    );
    expect(await hadoop.shell('-cat', 'j/f')).toBe('hellohello');
    await hadoop.shell('-mv', 'j/f', 'j/k/');
    await hadoop.shell('-get', 'j/k/f', 'back');
    expect(await readFile(join(folder, 'back'), 'utf8')).toBe('hellohello');
    expect(await hadoop.shell('-count', 'j')).toMatch(/^ +2 +1 +10 j\n$/);
    expect(await hadoop.shell('-checksum', 'j/k/f')).toContain('MD5-of-0MD5-of-512CRC32C');
    expect(await hadoop.shell('-rm', '-r', '-skipTrash', 'j')).toContain('Deleted j');
    await expect(hadoop.shell('-ls', '/user/bob')).rejects.toThrow('No such file or directory');
  });

  test('a delegation token that was fetched into a file is a credential without the token beside it', async () => {
    const file = join(folder, 'alice.dt');
    const fetcher = 'org.apache.hadoop.hdfs.tools.DelegationTokenFetcher';
    await hadoop.java({}, fetcher, '--webservice', platform.url.replace('http:', 'webhdfs:'), file);
    const env = { HADOOP_TOKEN_FILE_LOCATION: file, HADOOP_USER_NAME: 'alice', STOA_TOKEN: 'none' };
    const plain = ['-D', 'dfs.webhdfs.oauth2.enabled=false'];
    await hadoop.java({ env }, 'org.apache.hadoop.fs.FsShell', ...plain, '-put', '-f', 'local', 'delegated');
    expect(await hadoop.java({ env }, 'org.apache.hadoop.fs.FsShell', ...plain, '-cat', 'delegated')).toBe('hello');
  });

  test('distcp copies a folder, compares checksums, and copies only what differs', { timeout: 300_000 }, async () => {
    const programs = ['distcp', 'common', 'hdfs-client', 'mapreduce-client-jobclient', 'mapreduce-client-common'];
    const named = programs.map((name) => `org.apache.hadoop:hadoop-${name}:3.4.3`);
    const jars = await jarsFromMaven('hadoop-distcp-3.4.3', named);
    await writeFile(join(folder, 'local'), 'hello');
    await hadoop.shell('-mkdir', '-p', 'from/a');
    await hadoop.shell('-put', '-f', 'local', 'from/a/f');
    const at = (path: string) => `${platform.url.replace('http:', 'webhdfs:')}/user/alice/${path}`;
    // The job's own files are beside the program, not on the storage that it copies.
    const job = ['-D', 'fs.defaultFS=file:///', '-D', `hadoop.tmp.dir=${folder}`];
    const copy = () => hadoop.java({ jars }, 'org.apache.hadoop.tools.DistCp', ...job, '-update', at('from'), at('to'));
    await copy();
    expect(await hadoop.shell('-cat', 'to/a/f')).toBe('hello');
    await copy();
    expect((await alice.get('/user/alice/files/list?path=to/a')).body.entries).toMatchObject([{ name: 'f', size: 5 }]);
  });
});
