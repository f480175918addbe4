import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import Type from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { builder } from '../database/builder.ts';
import { command } from '../database/command.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { operation } from '../operation.ts';
import { platformPolicies } from '../policy.ts';
import { route } from './route.ts';
import { createServer } from './server.ts';

type Tables = { thing: { id: string; n: number }; audit: { operation: string; target: string; result: string } };
const write = builder<Tables>();

const addThing = operation({
  method: 'POST',
  path: '/api/things/:id',
  summary: 'Count a thing',
  policy: 'be signed in',
  params: Type.Object({ id: Type.String({ maxLength: 10 }) }),
  body: Type.Object({ by: Type.Integer({ minimum: 1, maximum: 9, default: 1 }) }),
  reply: Type.Object({ n: Type.Integer() }),
  errors: [],
});

let database: Database;
let app: ReturnType<typeof createServer>;

beforeAll(async () => {
  const statements = [
    'create table thing (id text primary key, n integer not null) strict',
    'create table audit (operation text, target text, result text) strict',
  ];
  const file = join(mkdtempSync(join(tmpdir(), 'stoa-server-')), 'state.sqlite');
  database = await openDatabase(file, [{ number: 1, name: 'things', statements }]);
  const count = route(addThing, async (ctx, { params, body }) => {
    const found = await ctx.read
      .withTables<Tables>()
      .selectFrom('thing')
      .select('n')
      .where('id', '=', params.id)
      .executeTakeFirst();
    const n = (found?.n ?? 0) + body.by;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await ctx.commit(
      found
        ? command(write.updateTable('thing').set({ n }).where('id', '=', params.id).where('n', '=', found.n), 1)
        : command(
            write
              .insertInto('thing')
              .values({ id: params.id, n })
              .onConflict((on) => on.doNothing()),
            1,
          ),
    );
    return { n };
  });
  const parts = {
    database,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    policies: platformPolicies,
    identify: async (headers: Readonly<Record<string, string | undefined>>) =>
      headers.authorization === undefined
        ? undefined
        : {
            account: 'alice',
            uid: 20_001,
            administrator: false,
            via: 'token' as const,
            credentialId: 'c1',
            scopes: [headers.authorization === 'reader' ? ('read' as const) : ('all' as const)],
            mustChangePassword: false,
          },
    audit: ({ operation, target, result }: { operation: string; target: string; result: string }) =>
      command(write.insertInto('audit').values({ operation, target, result })),
    bodyLimitBytes: 10_000,
  };
  app = createServer(parts, [count]);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const post = (id: string, payload: string, headers: Record<string, string> = { authorization: 'writer' }) =>
  app.inject({
    method: 'POST',
    url: `/api/things/${id}`,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });

test('use cases that find their reading out of date run again: twenty at once count to twenty', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('many', '{"by":2}')));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 10 }, () => 200));
  expect(Math.max(...answers.map((answer) => answer.json().n))).toBe(20);
});

test('bad input is told by field, what was found and what was expected', async () => {
  const answer = await post('a', '{"by":12}');
  expect(answer.statusCode).toBe(400);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json()).toMatchObject({ code: 'bad-request', field: 'body/by', status: 400 });
  expect(answer.json().detail).toMatch(/body\/by: expected .*9.*found 12/);
});

test.each([
  ['no JSON at all', '{"by":', 400, 'bad-request'],
  ['a key that would reach a prototype', '{"__proto__":{"by":1}}', 400, 'bad-request'],
  ['more than the limit', `{"by":1,"x":"${'x'.repeat(20_000)}"}`, 413, 'too-large'],
])('%s is refused', async (_, payload, status, code) => {
  const answer = await post('a', payload);
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
});

test('a body that is not called JSON is refused, so that no form of another site can send one', async () => {
  const answer = await post('a', '{"by":1}', { authorization: 'writer', 'content-type': 'text/plain' });
  expect(answer.statusCode).toBe(415);
});

test('nobody and a reading token change nothing', async () => {
  expect((await post('b', '{}', {})).statusCode).toBe(401);
  expect((await post('b', '{}', { authorization: 'reader' })).statusCode).toBe(403);
  const found = await database.read
    .withTables<Tables>()
    .selectFrom('thing')
    .selectAll()
    .where('id', '=', 'b')
    .execute();
  expect(found).toEqual([]);
});

test('every change has one audit record, and so has every refusal of somebody known', async () => {
  await post('audited', '{}');
  await post('audited', '{"by":99}');
  const records = await database.read
    .withTables<Tables>()
    .selectFrom('audit')
    .select('result')
    .where('target', '=', 'audited')
    .execute();
  expect(records.map(({ result }) => result)).toEqual(['ok', 'bad-request']);
});
