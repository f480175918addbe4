import { expect, test } from 'vitest';
import { doctorLines } from '../../src/operations/doctor-lines.ts';
import { doctor } from '../../src/sandbox/doctor.ts';
import type { ProbeReport, Rung } from '../../src/sandbox/probe-report.ts';
import { chooseRung, rungNames } from '../../src/sandbox/rules/ladder.ts';
import { limitReports } from '../../src/sandbox/rules/limit-reports.ts';
import { workLimits } from '../../src/sandbox/rules/work-limits.ts';
import { translateHost } from '../../web/src/catalogue/host-words.ts';
import { sentences } from '../../web/src/catalogue/zh/host.ts';

const rungs: readonly Rung[] = [1, 2, 3, 4, 5];
/** What may stay in Latin letters: names of tools, settings, hosts, folders and numbers. */
const names =
  /\b(root|id|pid|seccomp|cgroup|tc|tbf|veth|nftables|slirp4netns|bubblewrap|iproute2|util-linux|e2fsprogs|loop|CPU|HTML|DNS|SQL|Python|GiB|logs|agent\.log|public-url|content-host|sandbox\.bandwidth-mbit|[\w.*-]*(?:localhost|example)[\w.]*)\b/g;

function report(rung: Rung, works: boolean): ProbeReport {
  const failed = { enforced: 'no', how: '', why: 'The kernel’s control groups cannot be written here.' } as const;
  const group = works ? ({ enforced: 'yes', how: 'cgroup version 2', why: '' } as const) : failed;
  const limits = limitReports({
    rung,
    seccomp: works ? undefined : 'The image was not mounted.',
    cgroups: { memory: group, cpu: group, processes: group },
    homeImages: works ? undefined : 'Homes are folders, as disk images need root and mounts.',
    sharedNetwork: works ? undefined : 'The host has no default route.',
    internet: works ? undefined : 'The host has no default route.',
    internetBy: rung === 1 ? 'veth and nftables' : 'slirp4netns and nftables',
    bandwidth: works ? undefined : 'Without root no bandwidth is set.',
    bandwidthBitsPerSecond: rung === 1 ? 0 : 1e6,
  });
  const why = 'The host has no default route.';
  const trials = { rootNamespaces: why, subordinateIds: why, userNamespace: why, otherUid: why };
  const above = rungs.flatMap((_, at) => chooseRung({ ...trials, root: at % 2 === 0 }).above);
  const host = { kernel: '6.1', bubblewrap: '', cpus: 2, memoryBytes: 1 };
  return { rung, rungName: rungNames[rung], above, limits, severalAccounts: rung < 5, host, at: 0 };
}

test('whatever the platform says of its host, it says in Chinese too', async () => {
  const said = new Set<string>();
  for (const rung of rungs)
    for (const works of [true, false]) {
      const probe = report(rung, works);
      const python = { state: works ? ('ready' as const) : ('missing' as const), detail: 'Python 3.13' };
      const lines = await doctorLines({ probe, python, contentHostSuffix: works ? 'localhost' : null, data: '/' });
      const fixed = [
        probe.rungName,
        workLimits.why,
        ...Object.values(probe.limits).flatMap(({ how, why }) => [how, why]),
      ];
      for (const text of fixed) said.add(text);
      for (const { name, detail, fix } of [...lines, ...doctor(probe)])
        for (const text of [name, detail, fix]) said.add(text);
    }
  const away = { probe: undefined, python: { state: 'preparing' as const, detail: '' }, data: '/' };
  for (const { name, detail, fix } of await doctorLines({ ...away, contentHostSuffix: 'none.example' }))
    for (const text of [name, detail, fix]) said.add(text);
  expect(said.size).toBeGreaterThan(60);
  const left = [...said].filter((text) => /[a-z]{2}/i.test(translateHost(text, sentences).replace(names, '')));
  expect(left).toEqual([]);
});

test('what has no translation stays as it came', () => {
  expect(translateHost('mount: permission denied', sentences)).toBe('mount: permission denied');
  expect(translateHost('For rung 1: mount: permission denied', sentences)).toBe(
    '要达到第 1 级：mount: permission denied',
  );
});
