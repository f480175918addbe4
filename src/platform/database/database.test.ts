import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builder } from './builder.ts';
import { ConstraintBroken, command, StaleBatch } from './command.ts';
import { openDatabase } from './database.ts';
import { NewerDatabase } from './migrate.ts';

type Tables = { thing: { id: string; n: number } };
const write = builder<Tables>();
const migrations = [
  { number: 1, name: 'thing', statements: ['create table thing (id text primary key, n integer not null) strict'] },
];

const newFile = () => join(mkdtempSync(join(tmpdir(), 'stoa-db-')), 'state.sqlite');
const insert = (id: string, n: number) => command(write.insertInto('thing').values({ id, n }));

test('a batch is applied whole or not at all', async () => {
  const database = await openDatabase(newFile(), migrations);
  await database.commit([insert('a', 1)]);
  await expect(database.commit([insert('b', 2), insert('a', 3)])).rejects.toThrow(ConstraintBroken);
  const rows = await database.read.withTables<Tables>().selectFrom('thing').selectAll().execute();
  expect(rows.map(({ id }) => id)).toEqual(['a']);
  await database.close();
});

test('a batch that relied on what has changed is refused as stale, and others that came with it are not', async () => {
  const database = await openDatabase(newFile(), migrations);
  await database.commit([insert('a', 1)]);
  const change = (from: number, to: number) =>
    command(write.updateTable('thing').set({ n: to }).where('id', '=', 'a').where('n', '=', from), 1);
  const results = await Promise.allSettled([
    database.commit([change(1, 2)]),
    database.commit([change(1, 3)]),
    database.commit([insert('b', 9)]),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: expect.any(StaleBatch) });
  await database.close();
});

test('a thousand commits at once share the disk, and none is lost', async () => {
  const database = await openDatabase(newFile(), migrations);
  await Promise.all(Array.from({ length: 1_000 }, (_, n) => database.commit([insert(`x${n}`, n)])));
  const { count } = await database.read
    .withTables<Tables>()
    .selectFrom('thing')
    .select((all) => all.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(count).toBe(1_000);
  await database.close();
});

test('a database of a newer release is refused, and left as it is', async () => {
  const file = newFile();
  const newer = [...migrations, { number: 2, name: 'later', statements: ['create table later (n integer) strict'] }];
  await (await openDatabase(file, newer)).close();
  await expect(openDatabase(file, migrations)).rejects.toThrow(NewerDatabase);
  await (await openDatabase(file, newer)).close();
});
