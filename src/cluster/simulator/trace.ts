import { priorityClasses } from '../rules/priority-class.ts';
import { nothing } from '../rules/resources.ts';
import type { RoleView } from '../rules/snapshot.ts';
import { BadTrace } from './bad-trace.ts';
import type { Scenario, Timed } from './scenario.ts';
import { TraceLine } from './trace-line.ts';

/**
 * A scenario from lines of JSON (docs/guides/operators.md says what they may hold), in any order. Roles that no line
 * describes have weight 1, no guarantee and no limit.
 *
 * @param length  milliseconds
 * @throws BadTrace
 */
export function readTrace(text: string, length: number): Scenario {
  const trace = new Trace();
  for (const [n, line] of text.split('\n').entries()) if (line.trim() !== '') trace.add(TraceLine.of(n + 1, line));
  return { rows: [trace.inOrder()], length };
}

class Trace {
  readonly #roles = new Map<string, RoleView>();
  readonly #happens: Timed[] = [];
  /** Names with the lines that gave them. */
  readonly #agents = new Map<string, number>();
  readonly #tasks = new Map<string, number>();
  readonly #later: (() => void)[] = [];

  add(line: TraceLine): void {
    const type = line.choice('type', ['agent', 'role', 'tasks', 'cancel', 'lost', 'back']);
    const at = Math.round(line.number('at', 0) * 1000);
    if (type === 'agent') this.#happens.push({ at, type, agent: this.#agent(line) });
    else if (type === 'role') this.#role(line);
    else if (type === 'tasks') this.#happens.push({ at, type: 'work', work: this.#work(line) });
    else if (type === 'cancel') this.#happens.push({ at, type, work: this.#known(line, 'tasks', this.#tasks) });
    else this.#happens.push({ at, type, agent: this.#known(line, 'agent', this.#agents) });
    line.end();
  }

  inOrder(): Timed[] {
    for (const check of this.#later) check();
    const roles = [...this.#roles.values()].sort((a, b) => a.path.split('/').length - b.path.split('/').length);
    const happens = this.#happens.sort((a, b) => a.at - b.at);
    return [...roles.map((role): Timed => ({ at: 0, type: 'role', role })), ...happens];
  }

  #agent(line: TraceLine): Extract<Timed, { type: 'agent' }>['agent'] {
    const id = this.#fresh(line, this.#agents);
    if (!line.has('cpus')) line.number('cpus');
    const total = { ...nothing, ...line.resources() };
    const attributes = line.inner('attributes').pairs();
    return { id, total, attributes, state: 'active', reserved: [] };
  }

  #role(line: TraceLine): void {
    const path = line.text('path');
    const weight = line.number('weight', 1, true);
    const highestClass = line.choice('highestClass', priorityClasses, 'service');
    const [guarantee, limit] = [line.inner('guarantee'), line.inner('limit')];
    this.#named(path);
    this.#roles.set(path, { path, weight, guarantee: guarantee.resources(), limit: limit.resources(), highestClass });
    guarantee.end();
    limit.end();
  }

  #work(line: TraceLine): Extract<Timed, { type: 'work' }>['work'] {
    const id = this.#fresh(line, this.#tasks);
    const role = line.text('role');
    this.#named(role);
    const seconds = line.has('seconds') ? line.number('seconds') : null;
    const where = line.list('where').map((one) => {
      const constraint = { attribute: one.text('attribute'), values: one.texts('values'), not: one.flag('not') };
      one.end();
      return constraint;
    });
    if (!line.has('cpus')) line.number('cpus');
    return {
      ...{ id, role, where, framework: line.text('framework', id), priority: line.choice('class', priorityClasses) },
      ...{ need: { ...nothing, ...line.resources() }, count: line.whole('count', 1) },
      milliseconds: seconds === null ? null : Math.round(seconds * 1000),
      ...{ endIsKnown: line.flag('knownEnd'), endless: line.flag('endless') },
    };
  }

  /** The role and those above it exist, whether described or not. */
  #named(path: string): void {
    for (let cut = path.length; cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const each = path.slice(0, cut);
      const plain = { path: each, weight: 1, guarantee: {}, limit: {}, highestClass: 'service' as const };
      if (!this.#roles.has(each)) this.#roles.set(each, plain);
    }
  }

  #fresh(line: TraceLine, known: Map<string, number>): string {
    const id = line.text('id');
    const before = known.get(id);
    if (before !== undefined) throw new BadTrace(line.line, 'id', `"${id}" was used in line ${before} already`);
    known.set(id, line.line);
    return id;
  }

  #known(line: TraceLine, field: string, known: ReadonlyMap<string, number>): string {
    const id = line.text(field);
    this.#later.push(() => {
      if (!known.has(id)) throw new BadTrace(line.line, field, `no line describes "${id}"`);
    });
    return id;
  }
}
