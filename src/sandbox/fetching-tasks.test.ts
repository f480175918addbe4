import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { FetchedFile } from './task.ts';
import { type AgentUnderTest, agentUnderTest, whyNot } from './testing/agent-under-test.ts';

describe.skipIf(whyNot())('files that a task asks for', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  let folder: string;
  beforeAll(async () => {
    agent = await agentUnderTest();
    folder = mkdtempSync(join(tmpdir(), 'stoa-fetched-'));
    // The tenant's own server, on its loopback.
    const serve = `exec $STOA_RELEASE/bin/node -e "require('http').createServer((q,r)=>{
      if(q.url==='/hop'){r.writeHead(302,{location:'/data.txt?token=1'});return r.end()}
      if(q.url.startsWith('/data.txt'))return r.end('some data');
      r.statusCode=404;r.end()}).listen(7820,'127.0.0.1')"`;
    await agent.port.launch(agent.shell('server', 'alice', serve));
    const up = `until bash -c 'exec 3<>/dev/tcp/127.0.0.1/7820'; do sleep 0.1; done 2>/dev/null`;
    await agent.port.launch(agent.shell('up', 'alice', up));
    await agent.end('up');
  }, 60_000);
  afterAll(async () => {
    await agent?.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  const sum = createHash('sha256').update('some data').digest('hex');
  const file = (uri: string, more: Partial<FetchedFile> = {}): FetchedFile => ({
    uri,
    extract: false,
    executable: false,
    cache: false,
    ...more,
  });
  const run = async (id: string, fetch: FetchedFile[], line: string) => {
    await agent.port.launch(agent.shell(id, 'alice', line, { fetch }));
    const state = await agent.end(id);
    const part = await agent.port.readLog(id, { stream: 'stdout', offset: 0 });
    return { ...state, said: Buffer.from(part?.bytes ?? []).toString() };
  };
  /** Puts a file of the host's into alice's home, as a task of hers. */
  const put = async (id: string, path: string, name: string) => {
    const text = readFileSync(path).toString('base64');
    await run(id, [], `echo ${text} | base64 -d > ~/${name}`);
  };

  test('are there when it begins, checked, and as executable as asked', async () => {
    const fetch = [
      file('http://127.0.0.1:7820/hop', { sha256: sum, output: 'sub/data' }),
      file('http://127.0.0.1:7820/data.txt', { executable: true }),
    ];
    expect(await run('f1', fetch, 'cat sub/data; stat -c " %a %U" sub/data data.txt')).toMatchObject({
      exitCode: 0,
      said: 'some data 600 alice\n 700 alice\n',
    });
  });

  test('one that cannot be had ends the task before it begins, and says why', async () => {
    const reasons: [string, FetchedFile, RegExp][] = [
      [
        'w1',
        file('http://127.0.0.1:7820/none'),
        /^Fetching http:\/\/127.0.0.1:7820\/none failed: the server answered 404/,
      ],
      ['w2', file('http://127.0.0.1:7820/data.txt?secret=1', { sha256: '0'.repeat(64) }), /its SHA-256 is 1/],
      ['w3', file('http://127.0.0.1:1/x'), /nothing listens there/],
      ['w4', file('nothing/here'), /there is no such file/],
      ['w5', file('/etc/shadow'), /there is no such file|may not be read/],
      ['w6', file('http://127.0.0.1:7820/'), /no name in it/],
    ];
    for (const [id, wanted, why] of reasons) {
      const state = await run(id, [wanted], 'echo ran > ~/ran-anyway');
      expect(state).toMatchObject({ phase: 'failed', reason: 'fetch-failed' });
      expect(state.detail).toMatch(why.source.includes('SHA-256 is 1') ? /its SHA-256 is/ : why);
      expect(state.detail).not.toContain('secret');
    }
    expect((await run('w7', [], 'ls ~')).said).not.toContain('ran-anyway');
  });

  test('come over the tenant’s network, never the host’s', async () => {
    const asked: string[] = [];
    const host = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('of the host');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => host.once('listening', resolve));
    const { port } = host.address() as AddressInfo;
    expect(await run('n1', [file(`http://127.0.0.1:${port}/x`)], 'true')).toMatchObject({ reason: 'fetch-failed' });
    host.close();
    expect(asked).toEqual([]);
  });

  test('may be the home’s own, and archives are unpacked', async () => {
    writeFileSync(join(folder, 'a'), 'in a tar');
    execFileSync('tar', ['-czf', join(folder, 'x.tgz'), '-C', folder, 'a']);
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('in a zip '.repeat(1000)), 'deep/b', { mode: 0o100_755 });
    zip.addBuffer(Buffer.from('as it is'), 'c', { compress: false });
    zip.addBuffer(Buffer.alloc(0), 'empty');
    zip.end();
    const pieces: Buffer[] = [];
    for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
    writeFileSync(join(folder, 'x.zip'), Buffer.concat(pieces));
    await put('p1', join(folder, 'x.tgz'), 'x.tgz');
    await put('p2', join(folder, 'x.zip'), 'x.zip');
    const fetch = [file('x.tgz', { extract: true }), file('file:///home/alice/x.zip', { extract: true })];
    expect(
      await run('e1', fetch, 'cat a c; wc -c < deep/b; test -x deep/b && test -e empty && test -e x.zip'),
    ).toMatchObject({
      exitCode: 0,
      said: 'in a taras it is9000\n',
    });
  });

  test('an archive that leads out of the folder, or is none, is refused', async () => {
    const zip = Buffer.from(
      'UEsDBBQAAAAAAAAAAACs4PQcAgAAAAIAAAAGAAAALi4vb3V0aGlQSwECFAMUAAAAAAAAAAAArOD0HAIAAAACAAAABgAAAAAAAAAAAAAApIEAAAAALi4vb3V0UEsFBgAAAAABAAEANAAAACYAAAAAAA==',
      'base64',
    );
    writeFileSync(join(folder, 'out.zip'), zip);
    await put('q1', join(folder, 'out.zip'), 'out.zip');
    const state = await run('q2', [file('out.zip', { extract: true })], 'true');
    expect(state).toMatchObject({ reason: 'fetch-failed' });
    expect(state.detail).toContain('leads out of the folder');
    await run('q3', [], 'echo nonsense > ~/bad.zip; echo nonsense > ~/bad.tgz');
    for (const name of ['bad.zip', 'bad.tgz'])
      expect(await run(`q-${name.slice(4)}`, [file(name, { extract: true })], 'true')).toMatchObject({
        reason: 'fetch-failed',
      });
  });

  test('are kept for the tenant’s next tasks when asked, no more than so much', async () => {
    const wanted = file('http://127.0.0.1:7820/data.txt', { cache: true });
    await run('c1', [wanted], 'true');
    await agent.port.stop('server', 0);
    expect(await run('c2', [wanted], 'cat data.txt')).toMatchObject({ said: 'some data' });
    expect((await run('c3', [file('http://127.0.0.1:7820/data.txt')], 'true')).reason).toBe('fetch-failed');
    await run('c4', [], 'head -c 900000 /dev/zero > ~/big1; head -c 900001 /dev/zero > ~/big2');
    for (const name of ['big1', 'big2']) await run(`c-${name}`, [file(name, { cache: true })], 'true');
    expect((await run('c5', [], 'du -sb ~/.stoa/fetched | cut -f1; ls ~/.stoa/fetched | wc -l')).said).toMatch(
      /^90\d{4}\n1\n$/,
    );
  });

  test('a task of little memory can have files', async () => {
    await run('m0', [], 'head -c 3000000 /dev/zero > ~/three');
    const limits = { ...agent.spec('x', 'alice').limits, memoryBytes: 48 * 2 ** 20 };
    await agent.port.launch(agent.shell('m1', 'alice', 'wc -c < three', { fetch: [file('three')], limits }));
    expect(await agent.end('m1')).toMatchObject({ exitCode: 0 });
  });
});
