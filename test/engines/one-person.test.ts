import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../src/accounts/provider/testing/browser.ts';
import { type Client, signIn, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { type RelyingSite, startSite, visitSite } from '../platform/relying-site.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { HdfsCluster } from './hdfs/cluster.ts';
import { whyNotMountable } from './hdfs/mountable.ts';
import {
  dnOf,
  groupDn,
  groupsBase,
  peopleBase,
  person,
  posixGroup,
  type Slapd,
  startSlapd,
  suffix,
} from './ldap/slapd.ts';

const reason = whyNotMountable();
if (reason) console.warn(`homes in HDFS of people of a directory: skipped, ${reason}`);

describe.skipIf(reason !== undefined)('homes in HDFS of people of a directory', () => {
  let slapd: Slapd;
  let hdfs: HdfsCluster;
  let platform: Platform;
  let admin: Client;
  let site: RelyingSite;

  beforeAll(async () => {
    slapd = await startSlapd({
      [dnOf('alice')]: person('alice', 40_001),
      [dnOf('bob')]: person('bob', 40_002),
      [groupDn('tenants')]: posixGroup('tenants', 40_100, ['alice', 'bob', 'admin']),
      [groupDn('physics')]: posixGroup('physics', 40_101, ['alice']),
    });
    const reader = { user: `cn=stoa,${suffix}`, password: 'reader' };
    hdfs = await HdfsCluster.start({ ldapUrl: slapd.url, base: suffix, ...reader });
    const [ca, secret] = ['ca.pem', 'reader'].map((name) => join(hdfs.plan.folder, name));
    writeFileSync(ca ?? '', slapd.certificate);
    writeFileSync(secret ?? '', reader.password);
    platform = await startPlatform({
      settings: {
        'storage.kind': 'hdfs',
        'storage.hdfs.namenodes': new URL(hdfs.url).host,
        'storage.hdfs.replication': '1',
        'directory.urls': slapd.url,
        'directory.ca': ca ?? '',
        'directory.bind-dn': reader.user,
        'directory.bind-password-file': secret ?? '',
        'directory.people-base': peopleBase,
        'directory.groups-base': groupsBase,
        'directory.every-seconds': '5',
      },
    });
    admin = await signInAdmin(platform);
    await admin.post('/api/directory/synchronisations', {});
    site = await startSite(admin, 'charts', { trusted: true });
  });
  afterAll(async () => {
    site?.stop();
    await platform?.stop();
    await hdfs?.stop();
    await slapd?.[Symbol.asyncDispose]();
  });

  test('one person is the same in the directory, at a site, in HDFS, in a workspace and in the trail', async () => {
    const browser = new Browser(platform.url);
    await browser.signIn('alice', 'alice password');
    const said = await visitSite(site, browser);
    expect(said).toContain('Hello alice');
    expect(said).toContain('"uid":40001');
    expect(said).toContain('physics');

    // biome-ignore lint/suspicious/noExplicitAny: what HDFS answered
    const told = async (path: string): Promise<any> => (await hdfs.ask(path, 'GETFILESTATUS')).json();
    // The home is there before anything has run.
    await expect.poll(async () => (await told('/user/alice')).FileStatus?.owner).toBe('alice');
    const alice = await signIn(platform, 'alice', 'alice password');
    await startWorkspace(alice, 'alice');
    const shell = await Shell.open(alice, 'alice');
    expect(await shell.run('id -u; id -un; id -Gn | tr " " "\\n" | sort | tr "\\n" " "')).toBe(
      '40001\nalice\nalice physics tenants',
    );
    shell.close();
    const python = await JupyterKernel.start(alice, 'alice', 'python3');
    await python.run(`open('finding.txt', 'w').write('hers')`);
    python.close();

    expect((await told('/user/alice')).FileStatus).toMatchObject({ owner: 'alice', permission: '700' });
    expect((await told('/user/alice/finding.txt')).FileStatus).toMatchObject({ owner: 'alice', permission: '600' });
    expect((await told('/groups/physics')).FileStatus).toMatchObject({ group: 'physics', permission: '770' });
    const read = (doas: string) => hdfs.ask('/user/alice/finding.txt', 'OPEN', { 'user.name': 'stoa', doas });
    expect(await (await read('alice')).text()).toBe('hers');
    expect((await read('bob')).status).toBe(403);

    const bob = await signIn(platform, 'bob', 'bob password');
    await startWorkspace(bob, 'bob');
    const ofBob = await Shell.open(bob, 'bob');
    expect(await ofBob.run('cat /home/alice/finding.txt /user/alice/finding.txt 2>&1; ls /groups')).not.toMatch(
      /hers|physics/,
    );
    ofBob.close();

    const trail = (await admin.get('/api/audit?account=alice')).body.items;
    const acts = trail.map((one: { operation: string }) => one.operation);
    expect(acts).toEqual(
      expect.arrayContaining(['POST /api/session', 'GET /oidc/auth', 'POST /api/workspaces/:name/start']),
    );
  });

  test('who is removed from the directory is out everywhere within a minute', async () => {
    const bob = await signIn(platform, 'bob', 'bob password');
    const token = (await bob.post('/api/tokens', { name: 'robot' })).body.token;
    const files = () =>
      fetch(`${platform.url}/webhdfs/v1/user/bob?op=LISTSTATUS`, { headers: { authorization: `Bearer ${token}` } });
    expect((await files()).status).toBe(200);
    await slapd.change((client) => client.del(dnOf('bob')));
    await expect.poll(async () => (await files()).status, { timeout: 60_000 }).toBe(401);
    expect((await bob.get('/api/session')).status).toBe(401);
    await expect
      .poll(async () => (await admin.get('/api/workspaces')).body.items.map(({ name }: { name: string }) => name))
      .not.toContain('bob');
  });
});
