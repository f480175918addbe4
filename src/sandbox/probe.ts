import { existsSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { AgentError } from './agent-error.ts';
import { type Host, hostMark } from './host.ts';
import { openCgroups } from './limits/cgroups.ts';
import { tryCgroups } from './limits/try-cgroups.ts';
import { tryHomeImage } from './limits/try-home-image.ts';
import { trySeccomp } from './limits/try-seccomp.ts';
import { openNetworks } from './network/networks.ts';
import type { AgentOptions } from './options.ts';
import { places } from './places.ts';
import type { ProbeReport, Rung } from './probe-report.ts';
import { hasRootRights } from './root-rights.ts';
import { chooseRung, type Ladder, rungNames } from './rules/ladder.ts';
import { limitReports } from './rules/limit-reports.ts';
import { nameserverAddresses, usableNameservers } from './rules/nameservers.ts';
import { runTool } from './run-tool.ts';
import { sharedFolders } from './shared-folders.ts';
import { taskIds } from './task-folder.ts';
import { tryConfinement } from './try-confinement.ts';
import { closeUserRange, openUserRange } from './user-range.ts';

/**
 * Finds out, by trying each thing, what this host can enforce.
 *
 * @param accept  told the rung before anything else is tried, which takes seconds; throws to refuse it
 */
export async function probe(
  options: AgentOptions,
  accept: (ladder: Ladder) => void = () => {},
): Promise<{ host: Host; report: ProbeReport }> {
  const { toolPath } = options;
  const at = places(options);
  const mark = hostMark(options.dataDir);
  const bubblewrap = findTool(options.bubblewrap, toolPath) ?? '';
  const range = hasRootRights() ? { why: 'Started as root.' } : await openUserRange(at.userRange, toolPath);
  const trials = await tryConfinement(bubblewrap, toolPath, range);
  const ladder = chooseRung(trials);
  const { rung, above } = ladder;
  if (rung !== 2) closeUserRange(at.userRange);
  try {
    accept(ladder);
    if (options.sharing && rung > 3) throw severalNeedNamespaces(rung);
  } catch (refusal) {
    // Tasks of an earlier agent may run in it.
    if (taskIds(at.tasks).length === 0) closeUserRange(at.userRange);
    throw refusal;
  }
  const enterUser = rung === 2 && 'enter' in range ? range.enter : [];
  const filter = join(import.meta.dirname, 'seccomp', `${process.arch}.bpf`);
  const cgroups = openCgroups(`stoa-${mark}`);
  const nameservers = usableNameservers(readText('/etc/resolv.conf'), readText('/run/systemd/resolve/resolv.conf'));
  const [seccomp, groups, homeImages, networks, version] = await Promise.all([
    rung <= 3 ? trySeccomp(bubblewrap, filter, toolPath) : undefined,
    tryCgroups(cgroups, toolPath),
    rung === 1 ? tryHomeImage(at.images, toolPath) : 'Homes are folders, as disk images need root and mounts.',
    openNetworks({
      rung,
      mark,
      dataDir: options.dataDir,
      folder: at.networks,
      toolPath,
      enterUser,
      internet: options.internet,
      closed: { networks: options.closedNetworks, nameservers: nameserverAddresses(nameservers) },
      connections: options.connections,
    }),
    bubblewrap ? runTool([bubblewrap, '--version'], { path: toolPath }) : undefined,
  ]);
  const host: Host = {
    options,
    places: at,
    rung,
    mark,
    bubblewrap,
    enterUser,
    idsInRange: rung === 2 && 'ids' in range ? range.ids : 0,
    seccomp: rung <= 3 && seccomp === undefined ? filter : undefined,
    cgroups,
    shared: sharedFolders(at.sharing, options),
    homeImages: homeImages === undefined,
    networks,
    nameservers,
  };
  const report: ProbeReport = {
    rung,
    rungName: rungNames[rung],
    above,
    limits: limitReports({
      rung,
      seccomp,
      cgroups: groups,
      homeImages,
      ...networks.trials,
      bandwidthBitsPerSecond: options.bandwidthBitsPerSecond,
    }),
    severalAccounts: rung < 5 || options.allowUnconfined,
    host: {
      kernel: release(),
      bubblewrap: version?.stdout.trim() ?? '',
      cpus: cpus().length,
      memoryBytes: totalmem(),
    },
    at: Date.now(),
  };
  return { host, report };
}

const severalNeedNamespaces = (rung: Rung): AgentError =>
  new AgentError(
    'rung-too-low',
    `This host gives rung ${rung}, and several agents on one host need rung 3 or better.`,
    {
      why: 'Without namespaces a tenant’s tasks of one agent cannot be told from those of another.',
      fix: 'Set `agents` to one name.',
    },
  );

function findTool(candidates: readonly string[], path: string): string | undefined {
  return candidates
    .flatMap((name) => (isAbsolute(name) ? [name] : path.split(delimiter).map((folder) => join(folder, name))))
    .find((candidate) => existsSync(candidate));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
