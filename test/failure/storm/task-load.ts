import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../platform/client.ts';
import { pause } from '../until.ts';

const ended = new Set(['finished', 'failed', 'killed', 'error', 'lost', 'dropped', 'gone']);
const atOnce = 12;

/** Asks for tasks all the time, each with an exit code of its own and a line that it leaves behind when it runs. */
export class StormedTasks {
  /** Acknowledged: id and number. */
  readonly asked = new Map<string, number>();
  readonly #client: Client;
  readonly #home: string;
  readonly #agents: readonly string[];
  #next = 1;
  #working: Promise<void> | undefined;
  #stopped = false;

  /** @param agents  in turn */
  constructor(client: Client, home: string, agents: readonly string[]) {
    this.#client = client;
    this.#home = home;
    this.#agents = agents;
  }

  start(): void {
    this.#working = this.#work();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const live = await this.#live();
      if (live !== undefined && live < atOnce) await this.#ask();
      await pause(50);
    }
  }

  async #live(): Promise<number | undefined> {
    const answer = await this.#client.get('/api/tasks?state=live&limit=1').catch(() => undefined);
    return answer?.status === 200 ? answer.body.total : undefined;
  }

  /** With a key, so that an answer that was lost on its way does not make two of it. */
  async #ask(): Promise<void> {
    const number = this.#next++;
    const line = `echo ${number} >> $HOME/ran; sleep 0.${number % 10}; exit ${number % 100}`;
    const resources = { cpus: 0.05, memory: 2 ** 25 };
    const agent = this.#agents[number % this.#agents.length] ?? '';
    const constraints = [{ attribute: 'agent', values: [agent], not: false }];
    const body = { command: ['/bin/sh', '-c', line], resources, constraints, key: `storm-key-${number}` };
    for (;;) {
      const answer = await this.#client.post('/api/tasks', body).catch(() => undefined);
      if (answer?.status === 201) {
        this.asked.set(answer.body.id, number);
        return;
      }
      if (answer !== undefined && answer.status < 500) throw new Error(JSON.stringify(answer.body));
      if (this.#stopped) return;
      await pause(100);
    }
  }

  /** Each that was acknowledged has ended with its own code, and none ran twice. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    for (const [id, number] of this.asked) {
      const task = await this.#ended(id);
      if (task?.exitCode !== number % 100)
        faults.push(`${number}: ${task?.state} with ${task?.exitCode}, ${task?.reason?.text ?? ''}`);
    }
    const ran = readFileSync(join(this.#home, 'ran'), 'utf8').trim().split('\n').map(Number);
    for (const number of this.asked.values()) {
      const times = ran.filter((each) => each === number).length;
      if (times !== 1) faults.push(`${number} ran ${times} times`);
    }
    return faults;
  }

  async #ended(id: string) {
    const end = performance.now() + 60_000;
    for (;;) {
      const answer = await this.#client.get(`/api/tasks/${id}`).catch(() => undefined);
      if (answer?.status === 200 && ended.has(answer.body.state)) return answer.body;
      if (performance.now() > end) return answer?.body;
      await pause(100);
    }
  }
}
