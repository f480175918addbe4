import { expect, test } from 'vitest';
import { containerRequest, volumesOfImage } from './container.ts';
import { frameReader } from './frames.ts';
import { imageName } from './image-name.ts';
import { parseEngineInfo, whyNotUsable } from './usable-engine.ts';

const view = {
  image: 'sha256:1',
  argv: ['python3', '-c', 'print(1)'],
  env: { USER: 'me', MORE: 'a=b' },
  cwd: '/home/alice/.stoa/tasks/t1',
  taskId: 't1',
  tenant: { name: 'alice', uid: 20_001, gid: 20_002 },
  home: '/data/homes/alice',
  groups: [{ name: 'team', gid: 30_001, source: '/data/groups/team' }],
  limits: { memoryBytes: 2 ** 27, processes: 50, scratchBytes: 2 ** 20 },
  cgroupParent: '/stoa-ab/t1',
  labels: {},
};

test('a container has its tenant’s ids and folders, its limits, and nothing that leads further', () => {
  const request = containerRequest(view, ['/var/kept'], true);
  expect(request).toMatchObject({
    ...{ User: '20001:20002', Entrypoint: ['python3'], Cmd: ['-c', 'print(1)'], NetworkDisabled: true },
    HostConfig: {
      ...{ NetworkMode: 'none', IpcMode: 'private', PidMode: '', Privileged: false, ReadonlyRootfs: true },
      ...{ CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges:true'], GroupAdd: ['30001'] },
      ...{
        CgroupParent: '/stoa-ab/t1',
        Memory: 2 ** 27,
        MemorySwap: 2 ** 27,
        PidsLimit: 50,
        LogConfig: { Type: 'none' },
      },
    },
  });
  const said = JSON.parse(JSON.stringify(request));
  expect(
    said.HostConfig.Mounts.map((mount: { Source: string; Target: string }) => [mount.Source, mount.Target]),
  ).toEqual([
    ['/data/homes/alice', '/home/alice'],
    ['/data/groups/team', '/groups/team'],
  ]);
  expect(Object.keys(said.HostConfig.Tmpfs)).toEqual(['/var/kept', '/tmp', '/run', '/var/tmp']);
  expect(said.Env).toContain('USER=me');
  expect(said.Env).toContain('MORE=a=b');
  expect(said.Env.join()).not.toContain('USER=alice');
});

test('an image’s volumes are taken into memory, but not over what is ours', () => {
  expect(volumesOfImage({ Config: { Volumes: { '/var/lib/db': {} } } })).toEqual(['/var/lib/db']);
  expect(volumesOfImage({ Config: { Volumes: null } })).toEqual([]);
  for (const path of ['/', '/home/alice', '/groups', '/proc', '/etc/x', '/var/../home', '/a:rw', 'x'])
    expect(volumesOfImage({ Config: { Volumes: { [path]: {} } } })).toHaveProperty('why');
});

test('images have names, not ids, paths or options', () => {
  for (const name of ['alpine', 'python:3.12-slim', 'reg.example:5000/team/tool:v1', `a/b@sha256:${'0'.repeat(64)}`])
    expect([name, imageName.test(name)]).toEqual([name, true]);
  const bad = [
    '',
    '../x',
    '/x',
    'a//b',
    'A',
    'a b',
    'a:',
    'a?x=1',
    'a#',
    'a%2e',
    '-a',
    `sha256:${'0'.repeat(64)}`,
    'deadbeef1234',
  ];
  for (const name of bad) expect([name, imageName.test(name)]).toEqual([name, false]);
});

test('what a container prints is told apart wherever it is torn', () => {
  const frame = (stream: number, text: string) =>
    Buffer.concat([Buffer.from([stream, 0, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)]);
  const all = Buffer.concat([frame(1, 'out'), frame(2, ''), frame(2, 'err'), frame(1, 'more')]);
  for (let size = 1; size <= all.length; size += 1) {
    const read = frameReader();
    const streams = ['', ''];
    for (let at = 0; at < all.length; at += size)
      for (const { stream, bytes } of read(all.subarray(at, at + size)))
        streams[stream - 1] += Buffer.from(bytes).toString();
    expect(streams).toEqual(['outmore', 'err']);
  }
});

test('an engine is used only where it keeps ids and limits as they are', () => {
  const info = { OSType: 'linux', CgroupDriver: 'cgroupfs', SecurityOptions: ['name=seccomp,profile=default'] };
  const why = (more: object, host = { rung: 1, limits: true }) =>
    whyNotUsable(parseEngineInfo({ ...info, ...more }), host);
  expect(why({})).toBe(undefined);
  expect(why({}, { rung: 3, limits: true })).toContain('rung 3');
  expect(why({}, { rung: 1, limits: false })).toContain('control groups');
  expect(why({ CgroupDriver: 'systemd' })).toContain('native.cgroupdriver=cgroupfs');
  expect(why({ SecurityOptions: [...info.SecurityOptions, 'name=userns'] })).toContain('ids of users');
  expect(why({ SecurityOptions: [...info.SecurityOptions, 'name=rootless'] })).toContain('ids of users');
  expect(why({ SecurityOptions: ['name=seccomp,profile=unconfined'] })).toContain('seccomp');
  expect(why({ SecurityOptions: [] })).toContain('seccomp');
  expect(whyNotUsable(parseEngineInfo('x'), { rung: 1, limits: true })).toContain('no known');
});
