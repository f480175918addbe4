import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { RecordReader } from '../../src/cluster/mesos/codec/record-io.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever the platform told, looked at by tests
export type Told = any;

const offeredSeconds = 20;

/** A scheduler that speaks Mesos's v1 API in JSON, with a token. */
export class Scheduler {
  readonly events: Told[] = [];
  readonly id: string;
  readonly #url: string;
  readonly #token: string;
  readonly #stream: string;
  readonly #used = new Set<string>();

  /** Subscribes, as a new framework or as the one of the id; waits until it is said that it did. */
  static async subscribe(url: string, token: string, info: object = {}, id?: string): Promise<Scheduler> {
    const own = id === undefined ? {} : { id: { value: id } };
    const framework_info = { user: 'x', name: 'tried', failover_timeout: 120, ...own, ...info };
    const named = id === undefined ? {} : { framework_id: { value: id } };
    const answer = await post(url, token, { ...named, type: 'SUBSCRIBE', subscribe: { framework_info } });
    expect(answer.status).toBe(200);
    const events: Told[] = [];
    void follow(answer, events);
    await expect.poll(() => events.length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(0);
    return new Scheduler(url, token, answer.headers.get('mesos-stream-id') ?? '', events);
  }

  private constructor(url: string, token: string, stream: string, events: Told[]) {
    this.#url = url;
    this.#token = token;
    this.#stream = stream;
    this.events = events;
    this.id = events[0].subscribed?.framework_id.value ?? '';
  }

  /** The same framework on a new connection, as soon as somebody answers. */
  async again(): Promise<Scheduler> {
    for (let tries = 0; ; tries++) {
      try {
        return await Scheduler.subscribe(this.#url, this.#token, {}, this.id);
      } catch (error) {
        if (tries === 100) throw error;
        await pause(200);
      }
    }
  }

  async call(body: object): Promise<number> {
    const call = { framework_id: { value: this.id }, ...body };
    const { status } = await post(this.#url, this.#token, call, { 'mesos-stream-id': this.#stream });
    return status;
  }

  async find(fits: (event: Told) => boolean, seconds = offeredSeconds): Promise<Told> {
    const late = performance.now() + seconds * 1000;
    for (;;) {
      const found = this.events.find(fits);
      if (found !== undefined) return found;
      if (performance.now() > late) throw new Error(`not told in time, but: ${JSON.stringify(this.events.slice(-20))}`);
      await pause(20);
    }
  }

  /** An offer of at least so much that is good for all that was told until now; smaller ones are declined. */
  async offer(cpus = 0.1): Promise<Told> {
    const gone = (id: string) =>
      this.#used.has(id) || this.events.some(({ rescind }) => rescind?.offer_id.value === id);
    const good = () =>
      this.events.flatMap(({ offers }) => offers?.offers ?? []).findLast((each) => !gone(each.id.value));
    const late = performance.now() + offeredSeconds * 1000;
    for (;;) {
      const offer = good();
      if (offer && amountOf(offer, 'cpus') >= cpus) return offer;
      if (offer) {
        this.#used.add(offer.id.value);
        await this.call({ type: 'DECLINE', decline: { offer_ids: [offer.id], filters: { refuse_seconds: 1 } } });
      }
      if (performance.now() > late) throw new Error(`no offer in time, but: ${JSON.stringify(this.events)}`);
      await pause(20);
    }
  }

  status(task: string, state: string, seconds?: number): Promise<Told> {
    return this.find(({ update }) => update?.status.task_id.value === task && update.status.state === state, seconds);
  }

  /** Launches these on the offer, which is used then. */
  launchAll(offer: Told, task_infos: readonly object[]): Promise<number> {
    return this.accept(offer, [{ type: 'LAUNCH', launch: { task_infos } }]);
  }

  /** Does these with the offer, which is used then; the same agent is offered again soon. */
  accept(offer: Told, operations: readonly object[]): Promise<number> {
    this.#used.add(offer.id.value);
    return this.call({ type: 'ACCEPT', accept: { offer_ids: [offer.id], operations, filters: { refuse_seconds: 0 } } });
  }

  launch(offer: Told, id: string, value: string): Promise<number> {
    const scalar = (name: string, amount: number) => ({ name, type: 'SCALAR', scalar: { value: amount } });
    const resources = [scalar('cpus', 0.1), scalar('mem', 64)];
    const task = { name: id, task_id: { value: id }, agent_id: offer.agent_id, command: { value }, resources };
    return this.launchAll(offer, [task]);
  }

  /** Launches on the next offer, and again where that was gone; answers the name of the task that began. */
  async runs(value: string): Promise<string> {
    for (let tries = 1; ; tries++) {
      const id = `try-${tries}`;
      await this.launch(await this.offer(), id, value);
      const first = await this.find(({ update }) => update?.status.task_id.value === id);
      if (!['TASK_LOST', 'TASK_DROPPED'].includes(first.update.status.state) || tries === 5) return id;
    }
  }

  /** Acknowledges what is told of the task until it is in this state. */
  async until(task: string, state: string): Promise<Told> {
    const heard = new Set<string>();
    for (;;) {
      const told = await this.find(
        ({ update }) => update?.status.task_id.value === task && update.status.uuid && !heard.has(update.status.uuid),
      );
      heard.add(told.update.status.uuid);
      await this.acknowledge(told);
      if (told.update.status.state === state) return told;
    }
  }

  async acknowledge({ update }: Told): Promise<void> {
    const { task_id, agent_id, uuid } = update.status;
    expect(await this.call({ type: 'ACKNOWLEDGE', acknowledge: { task_id, agent_id, uuid } })).toBe(202);
  }
}

function amountOf(offer: Told, name: string): number {
  const all = offer.resources.filter((each: Told) => each.name === name);
  return all.reduce((sum: number, { scalar }: Told) => sum + scalar.value, 0);
}

function post(url: string, token: string, body: object, headers: object = {}): Promise<Response> {
  return fetch(`${url}/mesos/api/v1/scheduler`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function follow(answer: Response, events: Told[]): Promise<void> {
  const reader = new RecordReader(2 ** 24);
  try {
    for await (const chunk of answer.body ?? [])
      for (const record of reader.take(chunk)) events.push(JSON.parse(record.toString()));
    events.push({ type: 'ENDED' });
  } catch {
    events.push({ type: 'BROKEN' });
  }
}
