import { ConstraintBroken, Problem, StaleBatch } from '../../platform/index.ts';
import type { Parts } from '../parts.ts';
import { wrong as accountsWrong } from '../problems.ts';
import { Turns } from '../turns.ts';
import { repeat } from '../upkeep.ts';
import { type Asker, audit, carryOut } from './carry-out.ts';
import type { Changes, DirectoryState, Synchronisation } from './contract.ts';
import { Mirror } from './ldap/mirror.ts';
import { isThere, proveByBind } from './ldap/prove-by-bind.ts';
import { Servers } from './ldap/servers.ts';
import type { DirectoryOptions } from './options.ts';
import { wrong } from './problems.ts';
import type { Entries } from './rules/entries.ts';
import type { Known } from './rules/known.ts';
import { type Plan, plan } from './rules/plan.ts';
import { changesAnything, sayChanges } from './rules/say-changes.ts';
import { tooManyGone, whyNotWhole } from './rules/whole-answer.ts';
import { findEntryOf, findKnown, findReport, saveReport } from './store.ts';

const mostTries = 3;
const bindsAtOnce = 16;
const bindsWaiting = 500;
/** Reading a directory of 50,000 people takes seconds; one that takes longer than this is given up. */
const readMilliseconds = 10 * 60_000;
const nobody: Asker = { account: undefined, credentialId: undefined, remote: 'local', requestId: '' };

/** The directory that accounts come from: followed for ever, previewed, and asked at each sign-in. */
export class LiveDirectory {
  readonly #parts: Parts;
  readonly #options: DirectoryOptions;
  readonly #servers: Servers;
  readonly #mirror: Mirror;
  readonly #binds = new Turns(bindsAtOnce, bindsWaiting);
  readonly #closing = new AbortController();
  readonly #upkeep: ReturnType<typeof repeat>;
  #wholeAt: number | undefined;
  #running = false;
  #last: Synchronisation | undefined;
  #doneAt: number | null = null;

  private constructor(parts: Parts, options: DirectoryOptions, last: Synchronisation | undefined) {
    this.#parts = parts;
    this.#options = options;
    const { clock, log } = parts.foundation;
    this.#servers = new Servers(options, () => clock.now());
    this.#mirror = new Mirror(options);
    this.#last = last;
    this.#upkeep = repeat(log, options.everyMilliseconds, () => this.#follow());
  }

  static async open(parts: Parts, options: DirectoryOptions): Promise<LiveDirectory> {
    const stored = await findReport(parts.foundation.database);
    return new LiveDirectory(parts, options, stored && (JSON.parse(stored.report) as Synchronisation));
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the platform is being stopped'));
    await this.#upkeep.end();
  }

  state(): DirectoryState {
    const { everyMilliseconds, people, groups, administrators } = this.#options;
    return {
      ...{ configured: true, begun: this.#last !== undefined, running: this.#running },
      everySeconds: Math.round(everyMilliseconds / 1000),
      ...{ peopleBase: people.base, groupsBase: groups.base, administrators },
      ...{ servers: this.#servers.states(), last: this.#last ?? null, doneAt: this.#doneAt },
    };
  }

  /** @throws Problem directory-away, directory-refuses, directory-incomplete, synchronising */
  async preview(signal: AbortSignal): Promise<Changes> {
    return await this.#alone(async () => {
      await this.#read(AbortSignal.any([signal, this.#closing.signal]), true);
      return (await this.#planned()).changes;
    });
  }

  /** @throws Problem as preview, and too-many-gone */
  async synchronise(asker: Asker, removeMany: boolean): Promise<Synchronisation> {
    return await this.#alone(async () => {
      const { report, problem } = await this.#synchronise(asker, { removeMany, whole: true, told: true });
      if (problem) throw problem;
      return report;
    });
  }

  /**
   * Whether the password opens the account in the directory. Where there is no such account, the directory is asked
   * about an entry that is not there, so that an answer does not tell by its time.
   *
   * @throws Problem directory-away, directory-refuses, sign-in-busy
   */
  async prove(account: string | undefined, password: string): Promise<boolean> {
    const entry = account === undefined ? undefined : await findEntryOf(this.#parts.foundation.database, account);
    const asked = entry ?? { dn: `cn=nobody,${this.#options.people.base}`, id: '' };
    const busy = () => accountsWrong['sign-in-busy']('The directory is slow. Try again in a few seconds.');
    return await this.#binds.take(async () => {
      const signal = AbortSignal.any([AbortSignal.timeout(this.#options.signInMilliseconds), this.#closing.signal]);
      const right = await proveByBind(this.#servers, this.#options, asked, password, signal);
      return right && entry !== undefined;
    }, busy);
  }

  /** Nothing is taken over before an administrator has begun. */
  async #follow(): Promise<void> {
    if (this.#last === undefined || this.#running) return;
    await this.#alone(() => this.#synchronise(nobody, { removeMany: false, whole: false, told: false }));
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running) throw wrong.synchronising('Wait until it has ended.');
    this.#running = true;
    try {
      return await work();
    } finally {
      this.#running = false;
    }
  }

  async #synchronise(
    asker: Asker,
    { removeMany, whole, told }: { removeMany: boolean; whole: boolean; told: boolean },
  ): Promise<{ readonly report: Synchronisation; readonly problem?: Problem }> {
    const { clock, database, log } = this.#parts.foundation;
    const began = clock.now();
    const before = this.#last?.code;
    let changes: Changes | null = null;
    let changed = false;
    let problem: Problem | undefined;
    try {
      const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(readMilliseconds)]);
      const different = await this.#read(signal, whole);
      if (!different && before === null) {
        this.#doneAt = clock.now();
        return { report: this.#last ?? summary(began, began, null, undefined) };
      }
      for (let tries = 1; ; tries++) {
        const next = await this.#planned();
        changes = next.changes;
        if (next.changes.tooManyGone && !removeMany)
          throw wrong['too-many-gone'](
            `${next.plan.gone.length} people and ${next.plan.teamsGone.length} groups would be taken away. ` +
              'Nothing was changed. Look at the preview; if it is meant, synchronise with "remove many".',
          );
        await this.#confirmGone(next.plan, signal);
        changed = changesAnything(next.plan);
        try {
          await carryOut(this.#parts, next.plan, asker);
          break;
        } catch (error) {
          if (!(error instanceof StaleBatch || error instanceof ConstraintBroken) || tries === mostTries) throw error;
        }
      }
      this.#doneAt = clock.now();
    } catch (error) {
      if (this.#closing.signal.aborted) throw error;
      // Compared anew from the start, whatever was half done.
      this.#wholeAt = undefined;
      if (!(error instanceof Problem)) log.error({ err: error }, 'a synchronisation with the directory failed');
      problem = error instanceof Problem ? error : wrong['directory-refuses']({ detail: 'See the log.', cause: error });
    }
    const report = summary(began, clock.now(), changes, problem);
    this.#last = told || changed || report.code !== before ? report : (this.#last ?? report);
    if (this.#last === report)
      await database.commit([
        saveReport(began, JSON.stringify(report)),
        audit(asker, clock.now(), 'POST /api/directory/synchronisations', said(report), report.code ?? 'ok'),
      ]);
    return problem ? { report, problem } : { report };
  }

  async #read(signal: AbortSignal, asked: boolean): Promise<boolean> {
    const now = this.#parts.foundation.clock.now();
    const whole = asked || this.#wholeAt === undefined || now - this.#wholeAt >= this.#options.wholeMilliseconds;
    const changed = await this.#servers.ask(signal, (connection) => this.#mirror.read(connection, whole));
    if (whole) this.#wholeAt = now;
    return changed;
  }

  async #planned(): Promise<{ readonly plan: Plan; readonly changes: Changes }> {
    const { leastNumber, keptNumbers, attributes, administrators, primaryByGid } = this.#options;
    const known = await findKnown(this.#parts.foundation.database);
    const entries = this.#mirror.entries();
    requireWhole(entries, known);
    const next = plan(entries, known, {
      numbers: { taken: attributes.uidNumber !== '', least: leastNumber, kept: keptNumbers },
      ...{ administrators, primaryByGid },
    });
    const { mostRemoved: number, mostRemovedPercent: percent } = this.#options;
    return { plan: next, changes: sayChanges(next, entries, tooManyGone(next, known, { number, percent })) };
  }

  /** Asks for each that was missing by its own name: one that is there after all means that the answer was half of it. */
  async #confirmGone({ gone }: Plan, signal: AbortSignal): Promise<void> {
    if (gone.length === 0) return;
    await this.#servers.ask(signal, async ({ client }) => {
      for (const { name, from } of gone)
        if (from && (await isThere(client, this.#options, from)))
          throw wrong['directory-incomplete'](
            `"${name}" was missing from the directory’s answer, and ${from.dn} is there. Nothing was changed.`,
          );
    });
  }
}

function requireWhole(entries: Entries, known: Known): void {
  const why = whyNotWhole(entries, known);
  if (why !== undefined) throw wrong['directory-incomplete'](`${why} Nothing was changed.`);
}

function summary(at: number, end: number, changes: Changes | null, problem: Problem | undefined): Synchronisation {
  return { at, milliseconds: end - at, code: problem?.code ?? null, detail: problem?.detail ?? '', changes };
}

/** For the audit: how many, not who; each who was suspended or let in again has a record of their own. */
function said({ changes }: Synchronisation): string {
  if (!changes) return 'nothing';
  const { newAccounts, changed, resumed, suspended, newGroups, goneGroups, refused } = changes;
  return Object.entries({ newAccounts, changed, resumed, suspended, newGroups, goneGroups, refused })
    .map(([what, { total }]) => `${what} ${total}`)
    .join(', ');
}
