import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecordReader } from '../../../src/cluster/mesos/codec/record-io.ts';
import type { Told } from '../../platform/scheduler.ts';
import { pause } from '../until.ts';

const atOnce = 6;
const over = new Set(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST', 'TASK_DROPPED']);

/** A framework whose calls may get lost: it subscribes again, acknowledges what it is told, and asks what became of the rest. */
export class StormedFramework {
  readonly #url: string;
  readonly #token: string;
  readonly #file: string;
  /** What was said of each task, by its name, which is its number. */
  readonly #told = new Map<string, Told[]>();
  #id: string | undefined;
  #stream = '';
  #launching = true;
  #working: Promise<void> | undefined;
  #ended = new AbortController();
  ran = 0;

  constructor(url: string, token: string, home: string) {
    this.#url = url;
    this.#token = token;
    this.#file = join(home, 'ran-of-framework');
  }

  get asked(): number {
    return this.#told.size;
  }

  start(): void {
    this.#working = this.#work();
  }

  /** Ends it. Whatever ran did so once and is told with its code; whatever is said to be lost never ran. */
  async faults(): Promise<string[]> {
    this.#launching = false;
    const late = performance.now() + 90_000;
    while (this.#open().length > 0 && performance.now() < late) {
      const tasks = this.#open().map((name) => ({ task_id: { value: name } }));
      await this.#call({ type: 'RECONCILE', reconcile: { tasks } });
      await pause(1000);
    }
    this.#ended.abort();
    await this.#working;
    const lines = existsSync(this.#file) ? readFileSync(this.#file, 'utf8').trim().split('\n') : [];
    return [...this.#told].flatMap(([name, told]) => {
      const times = lines.filter((line) => line === name).length;
      const ends = [...new Set(told.filter(({ state }) => over.has(state)).map(({ state }) => state))];
      const code = Number(name) % 100;
      const right = times === 0 ? 'TASK_LOST' : code === 0 ? 'TASK_FINISHED' : 'TASK_FAILED';
      this.ran += times;
      const coded =
        right !== 'TASK_FAILED' || told.some(({ message }) => new RegExp(`\\b${code}\\b`).test(message ?? ''));
      if (times <= 1 && ends.length === 1 && ends[0] === right && coded) return [];
      return [
        `${name} ran ${times} times and is told ${JSON.stringify(told.map(({ state, message }) => [state, message]))}`,
      ];
    });
  }

  #open(): string[] {
    return [...this.#told].filter(([, told]) => !told.some(({ state }) => over.has(state))).map(([name]) => name);
  }

  async #work(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await this.#follow().catch(() => {});
      await pause(50);
    }
  }

  async #follow(): Promise<void> {
    const named = this.#id === undefined ? {} : { framework_id: { value: this.#id } };
    const id = this.#id === undefined ? {} : { id: { value: this.#id } };
    const framework_info = { user: 'alice', name: 'stormed', failover_timeout: 600, ...id };
    const answer = await this.#post({ ...named, type: 'SUBSCRIBE', subscribe: { framework_info } });
    this.#stream = answer.headers.get('mesos-stream-id') ?? '';
    const reader = new RecordReader(2 ** 24);
    for await (const chunk of answer.body ?? [])
      for (const record of reader.take(chunk)) this.#hear(JSON.parse(record.toString()));
  }

  #hear({ subscribed, offers, update }: Told): void {
    if (subscribed !== undefined) this.#id = subscribed.framework_id.value;
    for (const offer of offers?.offers ?? []) void this.#answer(offer);
    const status = update?.status;
    if (status === undefined) return;
    this.#told.get(status.task_id.value)?.push(status);
    const { task_id, agent_id, uuid } = status;
    if (uuid !== undefined) void this.#call({ type: 'ACKNOWLEDGE', acknowledge: { task_id, agent_id, uuid } });
  }

  async #answer({ id, agent_id }: Told): Promise<void> {
    const filters = { refuse_seconds: 0.1 };
    if (!this.#launching || this.#open().length >= atOnce)
      return this.#call({ type: 'DECLINE', decline: { offer_ids: [id], filters } });
    const name = String(this.#told.size + 1);
    this.#told.set(name, []);
    const scalar = (kind: string, value: number) => ({ name: kind, type: 'SCALAR', scalar: { value } });
    const value = `echo ${name} >> $HOME/ran-of-framework; sleep 0.${Number(name) % 10}; exit ${Number(name) % 100}`;
    const task = { name, task_id: { value: name }, agent_id, command: { value } };
    const task_infos = [{ ...task, resources: [scalar('cpus', 0.05), scalar('mem', 32)] }];
    const operations = [{ type: 'LAUNCH', launch: { task_infos } }];
    await this.#call({ type: 'ACCEPT', accept: { offer_ids: [id], operations, filters } });
  }

  /** It may get lost: nothing is made of an answer. */
  async #call(body: object): Promise<void> {
    const headers = { 'mesos-stream-id': this.#stream };
    await this.#post({ framework_id: { value: this.#id }, ...body }, headers).catch(() => {});
  }

  #post(body: object, more: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.#url}/mesos/api/v1/scheduler`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', ...more },
      body: JSON.stringify(body),
      signal: this.#ended.signal,
    });
  }
}
