import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bubblewrapArguments, type SandboxView } from './bubblewrap-arguments.ts';
import { parseCgroupMounts } from './cgroup-mounts.ts';
import { launchPlan, quoted } from './launch-plan.ts';
import { usableNameservers } from './nameservers.ts';
import { outcome } from './outcome.ts';
import { replaceVariables } from './replace-variables.ts';
import { parseTaskSpec } from './task-spec.ts';
import { firewall, freePool, hostInterface, nextFree, tenantAddresses } from './tenant-network.ts';

describe('a launch plan', () => {
  test('gives any text to a process as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        (text) => {
          expect(execFileSync('sh', ['-c', `printf %s ${quoted(text)}`]).toString()).toBe(text);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('closes the sockets that are not a process’s own', () => {
    const one = { name: 'one', argv: ['a'], env: {}, restart: true, listen: ['second'] };
    const plan = launchPlan('workspace', [one, { ...one, name: 'two', listen: [] }], ['first', 'second'], '/');
    expect(plan).toContain("exec 'a' 7<&- 3<&- 5<&- 6<&-\n");
    expect(plan).toContain("exec 'a' 7<&- 3<&- 4<&- 5<&- 6<&-\n");
  });
});

describe('bubblewrap’s arguments', () => {
  const view: SandboxView = {
    account: 'alice',
    home: '/data/homes/alice',
    releaseFolder: '/data/releases/1',
    gatewayFolder: '/run/x',
    etcFolder: '/etc-of-alice',
    groups: [],
    mounts: [{ source: '/srv/a/b', target: '/srv/a/b', readOnly: true }],
    scratchBytes: 1024,
    env: { A: 'b' },
    rootFolders: [],
    unshareNetwork: true,
    descriptors: { sync: 7, status: 11 },
  };

  test('make every parent of a mount open to the tenant first', () => {
    const args = bubblewrapArguments(view);
    const folders = args.filter((_, index) => args[index - 1] === '--dir');
    for (const folder of ['/home', '/opt', '/etc', '/etc/ssl', '/run', '/run/stoa', '/srv', '/srv/a'])
      expect(folders).toContain(folder);
    expect(args.indexOf('/srv')).toBeLessThan(args.indexOf('/srv/a/b'));
  });

  test('bind only the home writable, and close the root after all mounts', () => {
    const args = bubblewrapArguments(view);
    expect(args.filter((_, index) => args[index - 1] === '--bind')).toEqual(['/data/homes/alice']);
    const after = args.slice(args.indexOf('--remount-ro'));
    expect(after.some((arg) => arg.includes('bind'))).toBe(false);
  });

  test('take capabilities away in a user namespace', () => {
    const args = bubblewrapArguments({ ...view, userNamespace: { uid: 1, gid: 1 } }).join(' ');
    expect(args).toContain('--disable-userns --cap-drop ALL');
  });
});

describe('the outcome of a task', () => {
  const ending = {
    started: true,
    exitCode: 0,
    container: false,
    oomKills: 0,
    ended: undefined,
    fetchFailed: false,
    sameBoot: true,
    limits: { memoryBytes: 2 ** 30, diskBytes: 2 ** 30, files: 10 },
    lastWords: 'bad luck',
  };
  test.each([
    [{}, 'completed', 'by itself'],
    [{ exitCode: 3 }, 'crashed', 'code 3. bad luck'],
    [{ exitCode: 137 }, 'killed', 'signal 9'],
    [{ exitCode: 137, oomKills: 1 }, 'out-of-memory', '1024 MiB'],
    [{ exitCode: 1, oomKills: 1 }, 'crashed', 'code 1'],
    [{ exitCode: undefined }, 'lost', 'exit code with it'],
    [{ exitCode: undefined, ended: 'stopped' as const }, 'stopped', 'stopped'],
    [{ exitCode: 0, sameBoot: false }, 'host-restarted', 'restarted'],
    [{ started: false }, 'start-failed', 'bad luck'],
    [{ started: false, lastWords: '' }, 'interrupted', 'launch it again'],
    [{ started: false, fetchFailed: true }, 'fetch-failed', 'bad luck'],
    [{ ended: 'unhealthy' as const }, 'unhealthy', 'health check'],
    [{ ended: 'over-disk-limit' as const }, 'over-disk-limit', '10 files'],
  ])('%j is %s', (changes, reason, words) => {
    const result = outcome({ ...ending, ...changes });
    expect(result.reason).toBe(reason);
    expect(result.detail).toContain(words);
  });
});

describe('a tenant’s network', () => {
  test('has two addresses that no other tenant has', () => {
    expect(tenantAddresses('10.213', 0)).toEqual({ gateway: '10.213.0.1', tenant: '10.213.0.2' });
    expect(tenantAddresses('10.213', 16_383)).toEqual({ gateway: '10.213.255.253', tenant: '10.213.255.254' });
  });

  test('takes a number that no other tenant has, beginning elsewhere on each platform', () => {
    expect(nextFree('00001', new Set([1, 2]))).toBe(3);
    expect(nextFree('03fff', new Set([16_383]))).toBe(0);
  });

  test('avoids a pool that the host uses', () => {
    expect(freePool('10.213.4.0/24 dev eth0')).toBe('172.29');
    expect(freePool('110.213.4.0/24 dev eth0')).toBe('10.213');
  });

  test('names interfaces as short as the kernel wants', () => {
    expect(hostInterface('abcde', 2 ** 32 - 3).length).toBeLessThanOrEqual(15);
  });

  test('accepts answers before it refuses', () => {
    const rules = firewall(
      'abcde',
      '10.213',
      'eth0',
      {
        networks: ['192.168.0.0/16'],
        nameservers: ['192.168.0.1'],
      },
      100,
    );
    const forward = rules.slice(rules.indexOf('chain forward'), rules.indexOf('chain outbound'));
    expect(forward.indexOf('established')).toBeLessThan(forward.indexOf(' drop'));
    expect(rules).toContain('169.254.0.0/16');
    expect(rules.indexOf('ip daddr 192.168.0.1 ')).toBeLessThan(rules.indexOf('ip daddr 192.168.0.0/16 reject'));
  });
});

describe('a task’s description', () => {
  const good = {
    id: 'w-1',
    kind: 'workspace',
    tenant: { name: 'alice', uid: 20_001, gid: 20_001, groups: [] },
    processes: [{ name: 'server', argv: ['true'], env: {}, restart: true, listen: ['server'] }],
    listen: ['server'],
    home: '/data/homes/alice',
    mounts: [],
    env: { A: '1' },
    cwd: '',
    limits: { memoryBytes: 2 ** 30, cpus: 1, processes: 100, diskBytes: 2 ** 30, files: 1000, scratchBytes: 2 ** 24 },
    network: 'none',
    graceSeconds: 5,
  };
  test('that is good is taken as it is', () => expect(parseTaskSpec(good)).toEqual(good));
  test.each([
    ['id', { id: '../x' }],
    ['tenant.uid', { tenant: { ...good.tenant, uid: 0 } }],
    ['tenant.name', { tenant: { ...good.tenant, name: 'a/b' } }],
    ['home', { home: '/data/homes/../x' }],
    ['env name', { env: { 'A=B;': '1' } }],
    ['env.A', { env: { A: 'a\0b' } }],
    ['process.listen', { processes: [{ ...good.processes[0], listen: ['other'] }] }],
    ['limits.memoryBytes', { limits: { ...good.limits, memoryBytes: 1 } }],
    ['network', { network: 'host' }],
  ])('with a bad %s is refused by that name', (field, change) => {
    expect(() => parseTaskSpec({ ...good, ...change })).toThrow(field);
  });
});

test('resolvers on the host’s loopback are replaced by those behind them', () => {
  expect(usableNameservers('nameserver 127.0.0.53\nsearch x', 'nameserver 9.9.9.9\n')).toBe('nameserver 9.9.9.9');
  expect(usableNameservers('nameserver 1.1.1.1\n# note', 'nameserver 9.9.9.9')).toBe('nameserver 1.1.1.1');
});

test('variables of the sandbox are replaced, others stay', () => {
  const values = { HOME: '/home/a', STOA_RELEASE: '/opt/stoa' };
  expect(replaceVariables(`$STOA_RELEASE/x:\${HOME}/y:$PATH:$STOA_NONE`, values)).toBe(
    '/opt/stoa/x:/home/a/y:$PATH:$STOA_NONE',
  );
});

test('a hybrid host has some controllers in version 1, the others in version 2', () => {
  const mountinfo = [
    '30 25 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
    '31 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
    '32 25 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
  ].join('\n');
  const found = parseCgroupMounts(mountinfo, () => ['pids', 'memory']);
  expect(found.get('memory')).toMatchObject({ version: 1, path: '/sys/fs/cgroup/memory' });
  expect(found.get('cpuacct')).toMatchObject({ version: 1, path: '/sys/fs/cgroup/cpu,cpuacct' });
  expect(found.get('pids')).toMatchObject({ version: 2, path: '/sys/fs/cgroup/unified' });
});
