import type { Trash } from '../trash.ts';
import type { Watches } from '../watch.ts';
import { conflicts } from './call.ts';
import { optionalPath, pathsIn } from './paths.ts';
import type { Handler, Route } from './router.ts';

/** What deletes and takes back; every page that watches is told. */
export function trashRoutes({ trash, watches }: { trash: Trash; watches: Watches }): Route[] {
  const telling =
    (handler: Handler): Handler =>
    async (call) => {
      const reply = await handler(call);
      watches.tellAll({ type: 'trash' });
      return reply;
    };
  return [
    {
      method: 'POST',
      path: '/delete',
      handler: telling(async (call) => {
        const body = await call.body();
        return await trash.remove(pathsIn(body, 'paths'), body.flag('forever'));
      }),
    },
    {
      method: 'GET',
      path: '/trash',
      handler: async (call) => ({
        items: await trash.list(optionalPath('place', call.query('place')), optionalPath('from', call.query('from'))),
        retentionDays: trash.retentionDays,
      }),
    },
    {
      method: 'POST',
      path: '/trash/restore',
      handler: telling(async (call) => {
        const body = await call.body();
        return { restored: trash.restore(body.texts('ids'), body.choice('conflict', conflicts) ?? 'fail') };
      }),
    },
    {
      method: 'POST',
      path: '/trash/erase',
      status: 202,
      handler: telling(async (call) => await trash.erase((await call.body()).texts('ids'))),
    },
    {
      method: 'POST',
      path: '/trash/empty',
      status: 202,
      handler: telling(
        async (call) => await trash.empty(optionalPath('place', (await call.body()).optionalText('place'))),
      ),
    },
  ];
}
