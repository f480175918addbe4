import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { type Host, hosts } from '../platform/hosts.ts';
import { platformProcess, processesOf, processesWith } from '../platform/processes.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const isRoot = process.getuid?.() === 0;
const here: Host = { name: isRoot ? 'root' : 'an ordinary user', rung: isRoot ? 1 : 3, host: () => [] };
const ordinaryUser: Host = { name: 'an ordinary user', rung: 3, host: () => [], uid: 12_345 };
const cases: Host[] = isRoot ? [here, ordinaryUser, ...Object.values(hosts)] : [here];
if (!isRoot) console.warn('the stop is tried on this user’s rung alone: making other hosts needs root');

const names = ['alice', 'bob', 'carol'];

describe.each(cases)(
  'on rung $rung, started by $name, after a stop nothing of any tenant runs',
  ({ rung, host, uid }) => {
    let platform: Platform;
    let mark: string;
    let uids: number[];
    let people: Client[];

    beforeEach(async () => {
      const settings = {
        python: 'off',
        'workspace.grace-seconds': '2',
        ...(rung === 2 ? { 'accounts.first-uid': '20001' } : {}),
        ...(rung === 5 ? { 'sandbox.allow-several-accounts': 'true' } : {}),
      };
      platform = await startPlatform({ host: host(), ...(uid === undefined ? {} : { uid }), settings });
      mark = `stays-of-${platform.port}`;
      const admin = await signInAdmin(platform);
      people = await Promise.all(names.map((name) => newPerson(admin, name)));
      uids = await Promise.all(people.map(async (person) => (await person.get('/api/session')).body.account.uid));
      await Promise.all(people.map((person, at) => busy(person, names[at] ?? '', mark)));
      expect(processesWith(mark).length).toBeGreaterThanOrEqual(names.length);
    });
    // A failed expectation too leaves nothing behind.
    afterEach(async () => {
      for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL');
      await platform?.stop();
    });

    const pidOf = (name: string): number => {
      const pid = platformProcess(platform.data, name);
      if (pid === undefined) throw new Error(`${name} does not run`);
      return pid;
    };

    const stopped = async (signal: 'SIGINT' | 'SIGTERM') => {
      const gone = new Promise((resolve) => platform.supervisor.once('exit', resolve));
      process.kill(pidOf('up'), signal);
      const wanting = Promise.all(people.map((person, at) => wantsOn(person, names[at] ?? '', gone)));
      await gone;
      await wanting;
      const left = [...processesWith(mark), ...processesWith(platform.data)];
      // Where tenants have no ids of their own, there are only these to look for.
      if (rung === 1 || rung === 4) left.push(...uids.flatMap(processesOf));
      expect(left).toEqual([]);
    };

    test('by Ctrl-C', () => stopped('SIGINT'));
    // Where pid namespaces end what is left, and where there are none.
    const both = rung === 1 || rung === 4;
    if (both)
      test('by a service manager, with control just killed', async () => {
        process.kill(pidOf('control'), 'SIGKILL');
        await stopped('SIGTERM');
      });
    if (both)
      test('with the agent just killed', async () => {
        process.kill(pidOf('agent'), 'SIGKILL');
        await stopped('SIGTERM');
      });
  },
);

/** An open page that asks for what it lost, again and again. */
async function wantsOn(person: Client, name: string, gone: Promise<unknown>): Promise<void> {
  let over = false;
  void gone.then(() => {
    over = true;
  });
  while (!over) {
    await person.post(`/api/workspaces/${name}/start`).catch(() => undefined);
    await person.get(`/user/${name}/files/list?path=`).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A workspace, a file server, and a program that wants to stay. */
async function busy(person: Client, name: string, mark: string): Promise<void> {
  await startWorkspace(person, name);
  expect((await person.get(`/user/${name}/files/list?path=`)).status).toBe(200);
  const shell = await Shell.open(person, name);
  await shell.run(
    `(setsid sh -c 'trap "" TERM HUP INT; while :; do sleep 1; done' ${mark} > /dev/null 2>&1 < /dev/null &) ; sleep 0.3`,
  );
  shell.close();
}
