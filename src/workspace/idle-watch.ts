import { newId } from '../platform/index.ts';
import { ask } from './adapters/tenant-server.ts';
import type { Launcher } from './launcher.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { type Activity, judgeIdle } from './rules/idle.ts';
import { idleFor } from './rules/stop-reason.ts';

const lookEveryMilliseconds = 15_000;

/** Looks at every running workspace now and then, warns the idle ones and stops them. */
export function watchIdle(launcher: Launcher, signal: AbortSignal): void {
  const look = async () => {
    for (const live of launcher.all()) if (live.state === 'running') await judge(launcher, live, signal);
  };
  const every = Math.min(lookEveryMilliseconds, Math.max(500, launcher.parts.options.idleStopMilliseconds / 4));
  const timer = setInterval(() => {
    look().catch((error) => launcher.parts.log.error({ err: error }, 'looking for idle workspaces failed'));
  }, every);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function judge(launcher: Launcher, live: LiveWorkspace, signal: AbortSignal): Promise<void> {
  const { options, clock } = launcher.parts;
  const activity = await activityOf(live, signal);
  if (!activity || live.state !== 'running') return;
  const limits = {
    stopAfterMilliseconds: options.idleStopMilliseconds,
    warnMilliseconds: options.idleWarnMilliseconds,
  };
  const kept = { busy: activity.busy, lastActivityAt: Math.max(activity.lastActivityAt, live.keptAt) };
  const judged = judgeIdle(kept, limits, clock.now());
  if (judged.verdict === 'stop') return stopIdle(launcher, live, judged.idleMilliseconds);
  const stopAt = judged.verdict === 'warn' ? judged.stopAt : null;
  if (live.idleStopAt === stopAt) return;
  live.idleStopAt = stopAt;
  launcher.tell(live);
}

async function stopIdle(launcher: Launcher, live: LiveWorkspace, idleMilliseconds: number): Promise<void> {
  const stopReason = idleFor(idleMilliseconds);
  const { clock } = launcher.parts;
  const record = launcher.parts.audit({
    at: clock.now(),
    account: undefined,
    credentialId: undefined,
    operation: 'idle stop',
    target: live.account,
    remote: 'stoa',
    requestId: newId(clock.now()),
    result: 'ok',
  });
  await launcher.change(live, { wanted: 'stopped', stopReason, failure: null }, record);
  await launcher.stop(live.account);
}

/** A server that does not answer, or not sensibly, is left alone: its limits hold it, and its owner can stop it. */
async function activityOf(live: LiveWorkspace, signal: AbortSignal): Promise<Activity | undefined> {
  if (live.socket === undefined) return undefined;
  const server = { socket: live.socket, account: live.account };
  const answer = await ask(server, 'GET', '/stoa/status', undefined, signal).catch(() => undefined);
  const body = answer?.body;
  if (typeof body !== 'object' || body === null || !('busy' in body) || !('lastActivity' in body)) return undefined;
  const lastActivityAt = Date.parse(String(body.lastActivity));
  return Number.isNaN(lastActivityAt) ? undefined : { busy: body.busy === true, lastActivityAt };
}
