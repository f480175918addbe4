import type { Context, EventStream, StampedEvent } from '../platform/index.ts';

interface Item {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

const longestBacklog = 10_000;

/**
 * The events that the caller may see: those after `lastId` where it is known, then new ones until the caller leaves.
 * A caller whose last id is too old, or from before a restart, first gets `reset`: read everything anew.
 */
export async function* eventsFor(ctx: Context, stream: EventStream, lastId: string | undefined): AsyncGenerator<Item> {
  const { account, administrator } = ctx.caller();
  const mine = ({ audience }: StampedEvent) => audience === 'everybody' || audience === account || administrator;
  const backlog: StampedEvent[] = [];
  let wake = () => {};
  const stop = stream.listen((event) => {
    if (mine(event)) backlog.push(event);
    wake();
  });
  ctx.signal.addEventListener('abort', () => wake(), { once: true });
  try {
    const missed = lastId === undefined ? [] : stream.since(lastId);
    if (missed === undefined || lastId === undefined) yield { id: stream.lastId, type: 'reset', data: null };
    else for (const event of missed.filter(mine)) yield event;
    while (!ctx.signal.aborted && backlog.length < longestBacklog) {
      const next = backlog.shift();
      if (next) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    stop();
  }
}
