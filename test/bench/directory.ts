import { setTimeout as sleep } from 'node:timers/promises';
import { signedInAdmin } from '../../src/accounts/testing/people.ts';
import { startPlatform } from '../../src/accounts/testing/platform.ts';
import { directoryAt } from '../engines/ldap/options.ts';
import { dnOf, groupDn, person, posixGroup, startSlapd } from '../engines/ldap/slapd.ts';
import { compared, median, timed } from './figure.ts';
import type { Part } from './part.ts';

const pauseMilliseconds = 20;
const synchronise = '/api/directory/synchronisations';

/** A large directory, read from a slapd on this machine: taken over, compared, followed, and what that holds up. */
export const directory: Part = {
  name: 'directory',
  about: 'LDAP people groups first synchronisation comparison removal sign-in',
  deadlineSeconds: 900,
  async run({ small }) {
    const people = small ? 1000 : 50_000;
    const groups = small ? 40 : 2000;
    const named = Array.from({ length: people }, (_, n) => `person${n}`);
    const entries = [
      ...named.map((name, n) => {
        const { userPassword: _, ...rest } = person(name, 100_000 + n, { gidNumber: String(1_000_000 + (n % groups)) });
        return [dnOf(name), n === 0 ? person(name, 100_000) : rest] as const;
      }),
      ...Array.from({ length: groups }, (_, n) => {
        const members = Array.from({ length: 50 }, (_, each) => `person${(n * 37 + each * 101) % people}`);
        return [groupDn(`team${n}`), posixGroup(`team${n}`, 1_000_000 + n, [...new Set(members)])] as const;
      }),
    ];
    await using slapd = await startSlapd(Object.fromEntries(entries));
    await using platform = await startPlatform({ directory: directoryAt(slapd, { answerMilliseconds: 30_000 }) });
    const admin = await signedInAdmin(platform);
    let worst = 0;
    let watching = true;
    const watched = (async () => {
      while (watching) {
        // From when it should have been asked: an event loop that is held up asks late.
        const took = await timed(async () => {
          await sleep(pauseMilliseconds);
          await admin.get('/api/session');
        });
        worst = Math.max(worst, took - pauseMilliseconds);
      }
    })();
    const asked = async () => {
      const { body } = await admin.post(synchronise, {});
      if (body.code !== null) throw new Error(`the synchronisation failed: ${JSON.stringify(body).slice(0, 500)}`);
    };
    const first = await timed(asked);
    const held = worst;
    const again = median([await timed(asked), await timed(asked), await timed(asked)]);
    watching = false;
    await watched;
    await slapd.change((client) => client.del(dnOf(named.at(-1) ?? '')));
    const removal = await timed(asked);
    const signIns: number[] = [];
    for (let n = 0; n < 10; n++)
      signIns.push(await timed(() => platform.client().signIn('person0', 'person0 password')));
    const of = `${people} people, ${groups} groups`;
    return [
      compared({ figure: `first synchronisation, ${of}`, unit: 's', ours: first / 1000, goal: { under: 120 } }),
      compared({ figure: `comparison of everything, ${of}`, unit: 's', ours: again / 1000, goal: { under: 30 } }),
      compared({
        figure: 'with a removal, to the end of the sessions',
        unit: 's',
        ours: removal / 1000,
        goal: { under: 60 },
      }),
      compared({ figure: 'longest answer to others during the first synchronisation', unit: 'ms', ours: held }),
      compared({ figure: 'sign-in by a bind', unit: 'ms', ours: median(signIns), goal: { under: 100 } }),
    ];
  },
};
