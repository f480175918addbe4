import { setTimeout as sleep } from 'node:timers/promises';
import { common, type Room, route } from '../platform/index.ts';
import type { StopReason } from './contract.ts';
import * as contract from './contract.ts';
import { FilesTargets } from './files-targets.ts';
import { followAgent } from './follow-agent.ts';
import { watchIdle } from './idle-watch.ts';
import { Launcher, type LauncherParts } from './launcher.ts';
import { losePlace } from './lose-place.ts';
import { workspacePolicies } from './policy.ts';
import { workspaceProblems } from './problems.ts';
import { recover } from './recover.ts';
import { relaunch } from './relaunch.ts';
import { renewFilesOfJoiners } from './renew-files.ts';
import { restartWorkspace } from './restart-workspace.ts';
import { leftGroup, platformStopped, suspended } from './rules/stop-reason.ts';
import { startWorkspace } from './start-workspace.ts';
import { stopWorkspace } from './stop-workspace.ts';

/** Why the platform takes something away from an account at once. */
export interface Revocation {
  readonly account: string;
  readonly kind: 'suspended' | 'deleted' | 'left-group';
  readonly group?: string;
}

export interface WorkspaceRoom extends Room {
  /**
   * Adopts what runs. Waits a while for the agent; where that does not answer, its workspaces are found when it does, and
   * until then whoever asks for one is told so.
   */
  recover(): Promise<void>;
  /** Ends whatever still has the rights that were taken; a workspace that may go on is started again without them. */
  revoke(revocation: Revocation): Promise<void>;
  /** The socket of the account's server; a file server is started when there is none, a workspace only by a person. */
  ensureTarget(account: string, kind: 'workspace' | 'files'): Promise<{ socket: string }>;
  /** How many workspaces are in each state. */
  counts(): Readonly<Record<string, number>>;
  /** Stops every workspace and file server: the platform is being shut down on purpose. */
  stopAll(): Promise<void>;
}

/** Milliseconds. */
const agentPatience = 5_000;

export function workspaceRoom(parts: Omit<LauncherParts, 'losesPlace'>): WorkspaceRoom {
  const launcher = new Launcher({
    ...parts,
    losesPlace(account, taskId, why) {
      losePlace(launcher, account, taskId, why).catch((error) =>
        parts.log.error({ err: error, account }, 'a workspace that lost its place could not be stopped'),
      );
    },
  });
  const files = new FilesTargets(launcher);
  const endRenewal = renewFilesOfJoiners(parts, files);
  const ended = new AbortController();
  let following: Promise<void> = Promise.resolve();
  let closing = false;
  /** Before that nobody knows what runs. */
  let compared = false;
  const requireCompared = () => {
    if (!compared)
      throw common['not-ready']('The agent that runs workspaces does not answer yet; what runs there goes on.');
  };
  /** A page that lost its workspace to the stop of the platform may ask for another one at once. */
  const requireOpen = () => {
    requireCompared();
    if (closing) throw common['not-ready']('The platform is being stopped; nothing is started any more.');
  };

  const stopFor = async (account: string, stopReason: StopReason) => {
    const stopWorkspace = async () => {
      await launcher.change(launcher.live(account), { wanted: 'stopped', stopReason, failure: null });
      await launcher.stop(account);
    };
    await Promise.all([files.stop(account), stopWorkspace()]);
  };

  return {
    policies: workspacePolicies,
    routes: [
      route(contract.getWorkspace, (_, { params }) => {
        requireCompared();
        return launcher.show(params.name);
      }),
      route(contract.startWorkspace, (ctx, { params, query }) => {
        requireOpen();
        return startWorkspace(ctx, launcher, params.name, query);
      }),
      route(contract.stopWorkspace, (ctx, { params }) => {
        requireCompared();
        return stopWorkspace(ctx, launcher, params.name);
      }),
      route(contract.restartWorkspace, (ctx, { params }) => {
        requireOpen();
        return restartWorkspace(ctx, launcher, files, params.name);
      }),
      route(contract.keepWorkspace, async (ctx, { params }) => {
        const live = launcher.live(params.name);
        if (live.state !== 'running') throw workspaceProblems['workspace-stopped']();
        live.keptAt = ctx.now();
        live.idleStopAt = null;
        launcher.tell(live);
        return launcher.show(params.name);
      }),
      route(contract.listWorkspaces, async () => {
        const running = launcher.all().filter((live) => live.state !== 'stopped');
        return { items: await Promise.all(running.map((live) => launcher.show(live.account))) };
      }),
    ],
    async recover() {
      const found = recover(launcher, files, ended.signal).then(() => {
        compared = true;
        following = followAgent(launcher, files, ended.signal);
        watchIdle(launcher, ended.signal);
      });
      found.catch((error) => {
        if (!ended.signal.aborted) parts.log.error({ err: error }, 'what runs of workspaces could not be found out');
      });
      const late = new AbortController();
      await Promise.race([found, sleep(agentPatience, undefined, { signal: late.signal }).catch(() => {})]);
      late.abort();
    },
    async revoke({ account, kind, group }) {
      const was = launcher.live(account).state;
      const goesOn = kind === 'left-group' && (was === 'running' || was === 'starting');
      if (!goesOn) {
        await stopFor(account, kind === 'left-group' ? leftGroup(group ?? '') : suspended);
        // Nobody comes back to it: whoever keeps or removes its files finds it at rest.
        if (kind === 'deleted') await launcher.parts.agent.releaseHome(account);
        return;
      }
      await files.stop(account);
      await relaunch(launcher, account, leftGroup(group ?? ''));
    },
    async ensureTarget(account, kind) {
      if (kind === 'files') {
        requireOpen();
        return files.ensure(account);
      }
      requireCompared();
      const { socket } = launcher.live(account);
      if (socket === undefined) throw workspaceProblems['workspace-stopped']('Start the workspace first.');
      return { socket };
    },
    counts() {
      const counts: Record<string, number> = { starting: 0, running: 0, stopping: 0, failed: 0 };
      for (const { state } of launcher.all()) if (state !== 'stopped') counts[state] = (counts[state] ?? 0) + 1;
      return counts;
    },
    async stopAll() {
      closing = true;
      const accounts = new Set([...launcher.all().map((live) => live.account), ...files.accounts()]);
      // One that fails does not end the others' time.
      await Promise.allSettled([...accounts].map((account) => stopFor(account, platformStopped)));
    },
    async close() {
      endRenewal();
      ended.abort();
      await following;
    },
  };
}
