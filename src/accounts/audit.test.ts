import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { brokenLine } from './rules/audit-chain.ts';
import { password, signedInAdmin, signedInPerson } from './testing/people.ts';
import { adminPassword, startPlatform } from './testing/platform.ts';

const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').slice(0, -1);

test('every change is recorded: who, what, on what, from where, and how it ended', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  await alice.post('/api/accounts', { name: 'bob' });
  await admin.post('/api/accounts', { name: 'alice' });
  await platform.client('203.0.113.9').signIn('alice', 'hunter2hunter2');
  await platform.client('203.0.113.9').signIn('hunter2hunter2', 'x');
  const { items } = (await admin.get('/api/audit')).body;
  const told = items.map(
    ({ account, operation, target, remote, result }: Record<string, string>) =>
      `${account} ${operation} ${target} ${remote} ${result}`,
  );
  expect(told).toEqual([
    'null POST /api/session an unknown name 203.0.113.9 sign-in-refused',
    'null POST /api/session alice 203.0.113.9 sign-in-refused',
    'admin POST /api/accounts alice 198.51.100.250 name-taken',
    'alice POST /api/accounts bob 198.51.100.1 forbidden',
    'alice POST /api/session alice 198.51.100.1 ok',
    'admin POST /api/accounts alice 198.51.100.250 ok',
    'admin POST /api/session admin 198.51.100.250 ok',
    'null start admin local ok',
  ]);
  expect(JSON.stringify(items)).not.toContain('hunter2');
});

test('records are found by who, what, result and time, in pages', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  for (const name of ['a1', 'a2', 'a3']) await admin.post('/api/accounts', { name, password });
  await admin.post('/api/accounts', { name: 'a3', password });
  const find = async (query: string) => (await admin.get(`/api/audit?${query}`)).body;
  const first = await find('operation=/api/accounts&limit=3');
  expect(first.items.map(({ target }: { target: string }) => target)).toEqual(['a3', 'a3', 'a2']);
  const second = await find(`operation=/api/accounts&limit=3&after=${first.next}`);
  expect([second.items.length, second.next]).toEqual([1, null]);
  expect((await find('result=refused')).items).toHaveLength(1);
  expect((await find('result=name-taken')).items).toHaveLength(1);
  expect((await find('account=nobody')).items).toEqual([]);
  expect((await find(`until=${platform.clock.now() - 3_600_000}`)).items).toEqual([]);
});

test('the trail is read as JSON lines, from where a reader stopped', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  await admin.post('/api/groups', { name: 'team' });
  const got = await admin.get('/api/audit/lines?after=1');
  expect(got.headers['content-type']).toBe('application/x-ndjson');
  const records = got.body
    .trim()
    .split('\n')
    .map((line: string) => JSON.parse(line));
  expect(records.map(({ sequence, target }: { sequence: number; target: string }) => [sequence, target])).toEqual([
    [2, 'admin'],
    [3, 'team'],
  ]);
});

test('whoever follows the trail gets each new record as it comes', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const url = await platform.server.listen({ port: 0, host: '127.0.0.1' });
  const leave = new AbortController();
  const headers = { cookie: admin.cookie ?? '' };
  const asked = fetch(`${url}/api/audit/lines?follow=true&after=2`, { headers, signal: leave.signal });
  await admin.post('/api/groups', { name: 'team' });
  const lines = (await asked).body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(JSON.parse((await lines?.read())?.value ?? '')).toMatchObject({ sequence: 3, target: 'team' });
  await admin.post('/api/groups', { name: 'other' });
  expect(JSON.parse((await lines?.read())?.value ?? '')).toMatchObject({ sequence: 4, target: 'other' });
  leave.abort();
});

test('the file has every record once, in a chain, readable by its owner alone', async () => {
  await using platform = await startPlatform({ auditFile: 'audit.jsonl' });
  const admin = await signedInAdmin(platform);
  await admin.post('/api/groups', { name: 'x\n{"sequence":99}\r\n\u2028' });
  await Promise.all(Array.from({ length: 30 }, (_, i) => admin.post('/api/groups', { name: `team${i}` })));
  await platform.close();
  const file = join(platform.folder, 'audit.jsonl');
  const lines = await linesOf(file);
  expect(lines.map((line) => JSON.parse(line).sequence)).toEqual(lines.map((_, i) => i + 1));
  expect(lines).toHaveLength(33);
  expect(brokenLine(lines)).toBeUndefined();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const text = lines.join('\n');
  for (const secret of [adminPassword, admin.cookie?.split('=')[1]]) expect(text).not.toContain(secret);
});

test('after a crash the file goes on where its last whole line ends: nothing lost, nothing twice', async () => {
  await using platform = await startPlatform({ auditFile: 'audit.jsonl' });
  const admin = await signedInAdmin(platform);
  for (const name of ['t1', 't2', 't3']) await admin.post('/api/groups', { name });
  await platform.close();
  const file = join(platform.folder, 'audit.jsonl');
  const whole = await readFile(file);
  for (const cut of [whole.length - 1, whole.length - 150, 5, 0, whole.length]) {
    await writeFile(file, whole);
    await truncate(file, cut);
    await using again = await startPlatform({ auditFile: 'audit.jsonl' }, platform.folder);
    await again.close();
    expect(await readFile(file, 'utf8'), `cut at ${cut}`).toBe(whole.toString());
  }
});

test('with an older database, restored from a backup, the newer file is put aside and not continued', async () => {
  await using platform = await startPlatform({ auditFile: 'audit.jsonl' });
  await platform.close();
  const file = join(platform.folder, 'audit.jsonl');
  const [line = '{}'] = await linesOf(file);
  await appendFile(file, `${JSON.stringify({ ...JSON.parse(line), sequence: 2, id: 'from a lost future' })}\n`);
  await using again = await startPlatform({ auditFile: 'audit.jsonl' }, platform.folder);
  await again.close();
  expect(await linesOf(file)).toEqual([line]);
});

test('records are written within a moment of the change', async () => {
  await using platform = await startPlatform({ auditFile: 'audit.jsonl' });
  const admin = await signedInAdmin(platform);
  await admin.post('/api/groups', { name: 'team' });
  await wait(1500);
  expect((await linesOf(join(platform.folder, 'audit.jsonl'))).at(-1)).toContain('"target":"team"');
});

test('nobody takes a record out of the database by accident', async () => {
  await using platform = await startPlatform();
  for (const sql of ['delete from audit', "update audit set result = 'ok'"])
    await expect(platform.database.commit([{ sql, parameters: [] }])).rejects.toThrow(/audit records/);
});
