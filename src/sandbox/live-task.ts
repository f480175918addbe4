import { existsSync, type FSWatcher, readFileSync, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerOomKills } from './docker/container-groups.ts';
import type { EventLog } from './event-log.ts';
import type { Host } from './host.ts';
import { streamsWritten } from './logs/keep-scribe.ts';
import { keepLogWriter, logWritten } from './logs/log-writer.ts';
import { lastWords } from './logs/task-log.ts';
import { startTime } from './processes.ts';
import { type Ending, outcome } from './rules/outcome.ts';
import type { TaskEvent, TaskNote, TaskPhase, TaskSpec, TaskState } from './task.ts';
import { taskChecks } from './task-checks.ts';
import {
  bootId,
  hasFetchFailed,
  hasStarted,
  type LaunchRecord,
  type RunRecord,
  readJson,
  readStatus,
  type TaskFolder,
  writeOnce,
  writeWhole,
} from './task-folder.ts';
import { askToEnd, endProcesses, launcherOf, type ProcessOwner } from './task-processes.ts';
import { isAlive, watchEnd } from './watch-end.ts';

export type PlatformEnding = NonNullable<Ending['ended']>;

/** A task that is not over, as the agent follows it. */
export interface LiveTask extends ProcessOwner {
  spec: TaskSpec;
  state(): TaskState;
  /** Tells what is being done; not for an end. */
  enter(phase: Exclude<TaskPhase, 'ended' | 'failed'>, detail: string): void;
  /** Follows the recorder and the sandbox, from before the start or after an adoption. */
  follow(): void;
  /** Takes over what an earlier agent launched: running, ending, ended meanwhile, or never started. */
  adopt(): void;
  /** Its first process runs, or it is over. */
  started: Promise<void>;
  over: Promise<void>;
  /** Its recorder has ended; where it could not even write down whom it started, the task is over. */
  recorderEnded(): void;
  /** Never started: says why. */
  fail(detail: string): void;
  /** It is to end: what has not begun of it need not. */
  readonly isEnding: boolean;
  /** Was to end before anything of it ran. */
  endUnbegun(): Promise<void>;
  /** Of a task whose first process does not run yet nothing is waited for, and it has no grace. */
  end(why: PlatformEnding, graceSeconds: number): Promise<void>;
  /** SIGKILL to what there is of it just now. */
  kill(): void;
  /** To be called each second: what no file tells of. */
  look(): void;
  /** The kernel has closed its tenant's home; told once. */
  homeClosed(): void;
  /** Stops following; the task goes on. */
  leave(): void;
}

export interface LiveTaskParts {
  host: Host;
  events: EventLog;
  launch: LaunchRecord;
  folder: TaskFolder;
  sockets: Record<string, string>;
  others: ProcessOwner['others'];
  /** Frees what was made for it; runs before the end is told. */
  clean: () => Promise<void>;
  known?: TaskState;
}

export function liveTask(parts: LiveTaskParts): LiveTask {
  const { host, events, folder, launch } = parts;
  const { spec } = launch;
  const owner: ProcessOwner = { spec, folder, others: parts.others };
  let state: TaskState = parts.known ?? {
    id: spec.id,
    kind: spec.kind,
    tenant: spec.tenant.name,
    phase: 'preparing',
    since: launch.createdAt,
    createdAt: launch.createdAt,
    oomKills: 0,
    homeClosed: false,
    sockets: parts.sockets,
    eventId: 0,
    network: launch.network,
  };
  const started = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  let folderWatch: FSWatcher | undefined;
  let endWatch: { close(): void } | undefined;
  let finishing = false;
  let left = false;
  let ending: Promise<void> | undefined;
  let decided: PlatformEnding | undefined;
  /** Aborted when its time is over. */
  const grace = new AbortController();
  const isPlain = spec.kind === 'task';
  const keepWriter = isPlain ? () => {} : keepLogWriter(folder, host.options.toolPath);
  const allWritten = isPlain ? streamsWritten : logWritten;

  const change = (phase: TaskPhase, detail: string, more: Partial<TaskState> = {}) => {
    const event = events.append({
      taskId: spec.id,
      tenant: spec.tenant.name,
      kind: spec.kind,
      phase,
      detail,
      network: launch.network,
      ...(more.reason ? { reason: more.reason } : {}),
      ...(more.exitCode === undefined ? {} : { exitCode: more.exitCode }),
      ...(more.used ? { used: more.used } : {}),
      ...(phase === 'ended' || phase === 'failed' ? { oomKills: more.oomKills ?? state.oomKills } : {}),
    });
    state = { ...state, ...more, phase, detail, since: event.at, eventId: event.id, network: launch.network };
    if (isOver()) keepEnd(folder, state);
  };

  const note = (phase: TaskNote, detail: string, more: Partial<TaskEvent> = {}) =>
    events.append({ taskId: spec.id, tenant: spec.tenant.name, kind: spec.kind, phase, detail, ...more });

  const isOver = () => state.phase === 'ended' || state.phase === 'failed';
  const platformEnding = (): PlatformEnding | undefined => {
    if (decided) return decided;
    try {
      return readFileSync(folder.ending, 'utf8') as PlatformEnding;
    } catch {
      return undefined;
    }
  };

  const unfollow = () => {
    folderWatch?.close();
    endWatch?.close();
    checks.close();
    folderWatch = undefined;
    endWatch = undefined;
  };

  /** On the monotonic clock; of one that ran before this agent, as long ago as its record says now. */
  let runsSince: number | undefined;
  const runningMs = () => {
    if (state.phase !== 'running') return undefined;
    runsSince ??= performance.now() - Math.max(0, Date.now() - (state.startedAt ?? Date.now()));
    return performance.now() - runsSince;
  };
  const checks = taskChecks(spec, folder.checks, state, runningMs, {
    result(check, detail) {
      state = { ...state, check };
      note('check', detail, { check });
    },
    health(healthy, tell, detail) {
      state = { ...state, healthy };
      if (tell) note('health', detail, { healthy });
    },
    unhealthy: () => void task.end('unhealthy', spec.graceSeconds),
  });

  const killsForMemory = () => (spec.container ? containerOomKills(host, spec.id) : host.cgroups.oomKills(spec.id));
  const hasEnded = () => (host.rung <= 3 ? readStatus(folder).exitCode !== undefined : existsSync(folder.exit));

  const look = () => {
    if (left || isOver() || finishing) return;
    if (!endWatch && readJson<RunRecord>(folder.run)) endWatch = watchEnd(folder.fifo, () => void finish());
    if (state.startedAt === undefined && hasStarted(folder)) {
      change(ending ? 'stopping' : 'running', ending ? 'Stopping' : 'Running', { startedAt: Date.now() });
      started.resolve();
    }
    if (state.startedAt !== undefined) checks.follow();
    // The first program has ended, what it left in the background has not.
    if (endWatch && hasEnded() && isAlive(folder.fifo)) endProcesses(host, owner);
    // The recorder ended before there was anything to follow.
    if (!endWatch && existsSync(folder.exit)) void finish();
  };

  /** Several files change at once. */
  let lookingSoon = false;
  const lookSoon = () => {
    if (lookingSoon) return;
    lookingSoon = true;
    setTimeout(() => {
      lookingSoon = false;
      look();
    }, 1);
  };

  /** Everything is gone: waits for what the recorder has to say, then tells it. */
  const finish = async () => {
    if (finishing || isOver()) return;
    finishing = true;
    const exitCode = await knownExitCode(host, folder);
    if (left) return;
    endProcesses(host, owner);
    const run = readJson<RunRecord>(folder.run);
    const oomKills = Math.max(
      state.oomKills,
      killsForMemory(),
      readStatus(folder).oomKills,
      readJson<{ oomKills: number }>(folder.exit)?.oomKills ?? 0,
    );
    if (isPlain || platformEnding() !== 'stopped') await allWritten(folder);
    if (left) return;
    const sameBoot = run === undefined || run.bootId === bootId();
    const result = outcome({
      started: hasStarted(folder),
      container: spec.container !== undefined,
      exitCode,
      oomKills,
      ended: platformEnding(),
      fetchFailed: hasFetchFailed(folder),
      sameBoot,
      limits: spec.limits,
      lastWords: lastWords(folder),
    });
    const used = host.cgroups.usage(spec.id);
    unfollow();
    await parts.clean();
    change(result.phase, result.detail, {
      reason: result.reason,
      endedAt: Date.now(),
      oomKills,
      ...(used ? { used: { cpuSeconds: used.cpuSeconds, memoryPeakBytes: used.memoryPeakBytes } } : {}),
      ...(exitCode === undefined ? {} : { exitCode }),
    });
    started.resolve();
    over.resolve();
  };

  const task: LiveTask = {
    ...owner,
    spec,
    state: () => state,
    enter: (phase, detail) => change(phase, detail),
    started: started.promise,
    over: over.promise,
    follow() {
      folderWatch = watch(folder.path, lookSoon);
      folderWatch.on('error', () => {});
      look();
    },
    adopt() {
      this.follow();
      if (isOver() || finishing) return;
      if (state.startedAt !== undefined) started.resolve();
      const why = platformEnding();
      if (why) void this.end(why, 0);
      // Killed between writing the spec and the start, or in the middle of it: give what is under way a moment.
      else if (!endWatch) {
        const since = Date.now() - launch.createdAt;
        setTimeout(() => !endWatch && void finish(), Math.min(startPatienceMs, Math.max(0, startPatienceMs - since)));
      }
    },
    recorderEnded() {
      look();
      // What it has forked may be writing that down just now.
      setTimeout(() => {
        look();
        if (!left && !endWatch) void finish();
      }, 1000);
    },
    fail(detail) {
      if (isOver()) return;
      finishing = true;
      unfollow();
      change('failed', detail, { reason: 'start-failed', endedAt: Date.now() });
      void parts.clean();
      started.resolve();
      over.resolve();
    },
    get isEnding() {
      return ending !== undefined;
    },
    async endUnbegun() {
      if (isOver() || finishing) return over.promise;
      finishing = true;
      unfollow();
      await parts.clean();
      change('ended', 'It was stopped before it had started.', { reason: 'stopped', endedAt: Date.now() });
      started.resolve();
      over.resolve();
    },
    kill() {
      if (!isOver()) endProcesses(host, owner);
    },
    end(why, graceSeconds) {
      // Asked again, it has no more time than that.
      if (ending)
        void sleep(graceSeconds * 1000, undefined, { signal: grace.signal }).then(
          () => grace.abort(),
          () => {},
        );
      ending ??= (async () => {
        decided = platformEnding() ?? why;
        try {
          writeWhole(folder.ending, decided);
        } catch {
          // A full disk, or there is no folder yet: this agent ends it, and the next one finds what it does not.
        }
        if (isOver() || finishing) return over.promise;
        change('stopping', why === 'stopped' ? 'Stopping' : `Stopping: ${why.replaceAll('-', ' ')}`);
        if (graceSeconds > 0 && state.startedAt !== undefined && askToEnd(host, owner)) {
          await Promise.race([
            over.promise,
            sleep(graceSeconds * 1000, undefined, { signal: grace.signal }).catch(() => {}),
          ]);
          grace.abort();
        }
        while (!isOver() && !left) {
          endProcesses(host, owner);
          await Promise.race([over.promise, sleep(50)]);
        }
      })();
      return ending;
    },
    look() {
      if (isOver() || finishing || state.startedAt === undefined) return;
      keepWriter();
      // Its outer process was killed, so nobody waits for the launcher: without one it cannot go on.
      if (outerIsGone(folder) && launcherOf(host, folder) === undefined) endProcesses(host, owner);
      const oomKills = killsForMemory();
      if (oomKills <= state.oomKills) return;
      const killed = oomKills - state.oomKills;
      state = { ...state, oomKills };
      note('oom', `${killed} of its processes ${killed === 1 ? 'was' : 'were'} killed for memory.`, { oomKills });
    },
    homeClosed() {
      if (isOver() || state.homeClosed) return;
      state = { ...state, homeClosed: true };
      note('home-closed', 'The disk below its home failed, so the home can only be read.');
    },
    leave() {
      left = true;
      unfollow();
    },
  };
  return task;
}

/** From the launch to the first process of a sandbox. */
const startPatienceMs = 3_000;

/** It may be long until somebody asks, and the log of events forgets. */
function keepEnd(folder: TaskFolder, state: TaskState): void {
  try {
    writeOnce(folder.ended, state);
  } catch {
    // A full disk, or there is no folder: the event was told.
  }
}

/** The code, when somebody who waited wrote it down: bubblewrap in its status, without it the recorder. */
async function knownExitCode(host: Host, folder: TaskFolder): Promise<number | undefined> {
  const deadline = performance.now() + 2000;
  while (performance.now() < deadline) {
    if (host.rung <= 3) {
      const { exitCode } = readStatus(folder);
      if (exitCode !== undefined) return exitCode;
      // Who would have written it is gone.
      const run = readJson<RunRecord>(folder.run);
      if (!run || startTime(run.pid) !== run.startTime) return readStatus(folder).exitCode;
    } else {
      const exit = readJson<{ code: number }>(folder.exit);
      if (exit) return exit.code;
    }
    await sleep(5);
  }
  return undefined;
}

/** Whether the recorder, who may be gone too, wrote that down or not. */
function outerIsGone(folder: TaskFolder): boolean {
  if (existsSync(folder.exit)) return true;
  const run = readJson<RunRecord>(folder.run);
  return run !== undefined && startTime(run.pid) !== run.startTime;
}
