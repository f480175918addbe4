import { expect } from 'vitest';
import type { Client } from './client.ts';

export const MiB = 2 ** 20;

/** Asks for a task that runs this line in a shell. @returns its id */
export async function runTask(who: Client, line: string, more: object = {}, cpus = 0.05): Promise<string> {
  const resources = { cpus, memory: 32 * MiB };
  const made = await who.post('/api/tasks', { command: ['/bin/sh', '-c', line], resources, ...more });
  expect([made.status, made.body.detail]).toEqual([201, undefined]);
  return made.body.id;
}

/** Only where an agent of that name is. */
export const onAgent = (name: string) => ({ constraints: [{ attribute: 'agent', values: [name] }] });

export const taskOf = async (who: Client, id: string) => (await who.get(`/api/tasks/${id}`)).body;

export async function untilTask(who: Client, id: string, state: string, seconds = 20) {
  await expect.poll(async () => (await taskOf(who, id)).state, { timeout: seconds * 1000, interval: 50 }).toBe(state);
  return taskOf(who, id);
}

/** All that it wrote to stdout. */
export async function writtenBy(who: Client, id: string): Promise<string> {
  const { body } = await who.get(`/api/tasks/${id}/log/stdout`);
  return Buffer.from(body.data, 'base64').toString();
}
