import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Command } from './command.ts';
import { migrate, NewerDatabase } from './migrate.ts';
import type { Outcome, Request, WriterStart } from './writer.ts';

/**
 * The only connection that writes. Batches that arrive while one commit is on its way to the disk share the next
 * commit; a savepoint for each keeps them apart.
 */
if (!parentPort) throw new Error('the writer runs as a worker thread');
const port = parentPort;
const start: WriterStart = workerData;
const sqlite = open();
const statements = new Map<string, StatementSync>();
let waiting: Request[] = [];

port.on('message', (requests: readonly Request[]) => {
  if (waiting.length === 0) setImmediate(commitWaiting);
  for (const request of requests) waiting.push(request);
});

function open(): DatabaseSync {
  try {
    const database = new DatabaseSync(start.file, { timeout: 5_000 });
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
    const steps = migrate(database, start.migrations);
    port.postMessage({ ready: true, steps: steps.length });
    return database;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    port.postMessage({ ready: false, newer: error instanceof NewerDatabase, reason });
    process.exit(0);
  }
}

function commitWaiting(): void {
  const batches = waiting;
  waiting = [];
  let outcomes: Outcome[];
  try {
    sqlite.exec('begin immediate');
    outcomes = batches.map((request) => ({ id: request.id, ...apply(request) }));
    sqlite.exec('commit');
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('rollback');
    const reason = error instanceof Error ? error.message : String(error);
    outcomes = batches.map(({ id }) => ({ id, result: 'failed', reason }));
  }
  port.postMessage(outcomes);
}

function apply({ commands }: Request): Omit<Outcome, 'id'> {
  sqlite.exec('savepoint batch');
  try {
    for (const command of commands) run(command);
    sqlite.exec('release batch');
    return { result: 'done' };
  } catch (error) {
    sqlite.exec('rollback to batch; release batch');
    return explain(error);
  }
}

function run(command: Command): void {
  let statement = statements.get(command.sql);
  if (!statement) {
    statement = sqlite.prepare(command.sql);
    statements.set(command.sql, statement);
  }
  const { changes } = statement.run(...(command.parameters as SQLInputValue[]));
  if (command.expectRows !== undefined && Number(changes) !== command.expectRows) throw new Stale(command.sql);
}

class Stale extends Error {}

function explain(error: unknown): Omit<Outcome, 'id'> {
  if (error instanceof Stale) return { result: 'stale', reason: error.message };
  const message = error instanceof Error ? error.message : String(error);
  const constraint = /^(?:UNIQUE|FOREIGN KEY|CHECK|NOT NULL) constraint failed(?:: (.*))?$/.exec(message);
  if (constraint) return { result: 'constraint', reason: constraint[1] ?? 'foreign key' };
  if (/disk is full|disk I\/O|readonly/.test(message)) throw error;
  return { result: 'failed', reason: message };
}
