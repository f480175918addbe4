import { expect, test } from 'vitest';
import { doctor } from './doctor.ts';
import { limitNames, type ProbeReport } from './probe-report.ts';
import { chooseRung, rungNames } from './rules/ladder.ts';
import { limitReports } from './rules/limit-reports.ts';

const works = { enforced: 'yes', how: 'cgroup version 2', why: '' } as const;

function report(trials: Parameters<typeof chooseRung>[0]): ProbeReport {
  const { rung, above } = chooseRung(trials);
  const limits = limitReports({
    rung,
    seccomp: undefined,
    cgroups: { memory: works, cpu: works, processes: works },
    homeImages: undefined,
    sharedNetwork: undefined,
    internet: 'The host has no default route.',
    internetBy: 'veth',
    bandwidth: undefined,
    bandwidthBitsPerSecond: 0,
  });
  const host = { kernel: '6.1', bubblewrap: 'bubblewrap 0.8.0', cpus: 2, memoryBytes: 1 };
  return { rung, rungName: rungNames[rung], above, limits, severalAccounts: rung < 5, host, at: 0 };
}

const root = { root: true, rootNamespaces: undefined, subordinateIds: 'no', userNamespace: 'no', otherUid: undefined };

test('the highest rung that works is taken, and each one above says why not', () => {
  expect(chooseRung(root).rung).toBe(1);
  expect(chooseRung({ ...root, rootNamespaces: 'not permitted' })).toMatchObject({
    rung: 4,
    above: [{ rung: 1, why: 'not permitted' }, { rung: 2 }, { rung: 3 }],
  });
  expect(chooseRung({ ...root, root: false, userNamespace: undefined }).rung).toBe(3);
  expect(chooseRung({ ...root, root: false }).rung).toBe(5);
});

test('the doctor names what is not enforced, why, and what to do', () => {
  const lines = doctor(report(root));
  expect(lines).toHaveLength(limitNames.length + 1);
  expect(lines[0]).toMatchObject({ name: 'Sandbox', ok: true });
  expect(lines.filter((line) => !line.ok)).toEqual([
    {
      name: 'Internet for tenants',
      ok: false,
      detail: 'Not enforced. The host has no default route.',
      fix: 'Install nftables and iproute2; for an ordinary user slirp4netns too.',
    },
  ]);
  expect(lines.find(({ name }) => name === 'Bandwidth limit')).toMatchObject({
    ok: true,
    detail: 'Not limited. The setting sandbox.bandwidth-mbit is 0.',
  });
  const alone = doctor(report({ ...root, root: false }));
  expect(alone[0]).toMatchObject({ ok: false, detail: 'Rung 5 of 5: nothing separates accounts. One account only.' });
});
