import type { ClusterOptions } from '../cluster/index.ts';
import type { Settings } from '../platform/index.ts';
import { sandboxOf } from '../workspace/index.ts';
import type { Folders } from './folders.ts';
import { launcherOptions } from './launcher-options.ts';
import { releaseVersion } from './release.ts';

const reportEvery = 1000;

/** How tasks run here, from the settings. They get what a workspace gets, but for their own sizes. */
export function clusterOptions(settings: Settings, folders: Folders): ClusterOptions {
  const launcher = launcherOptions(settings, folders);
  const { processes, diskBytes, files, scratchBytes } = launcher.limits;
  const grace = settings.taskGraceSeconds * 1000;
  const scavenger = settings.scavengerGraceSeconds * 1000;
  return {
    version: releaseVersion(),
    sandbox: (tenant) => ({ ...sandboxOf(tenant, launcher), processes, diskBytes, files, scratchBytes }),
    highestClass: settings.highestClass,
    mostTasks: settings.mostTasks,
    mostEndedFrameworks: settings.mostEndedFrameworks,
    mostWants: settings.mostWants,
    mostVolumes: settings.mostVolumes,
    mostCommandBytes: settings.mostCommand,
    agentLostMilliseconds: settings.agentLostMinutes * 60_000,
    mostEnded: settings.mostEnded,
    keepEndedMilliseconds: settings.keepEndedHours * 3_600_000,
    offerMilliseconds: settings.offerSeconds * 1000,
    cycleEvery: settings.cycleMilliseconds,
    reportEvery,
    grace: { system: grace, service: grace, interactive: grace, batch: grace, scavenger },
  };
}
