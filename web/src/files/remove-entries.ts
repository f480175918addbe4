import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import type { Entry } from '../api/files.ts';
import { queries } from '../api/queries.ts';
import type { Say } from '../catalogue/use-translation.ts';
import { toast } from '../parts/toasts.tsx';

/** Moves entries to the trash and offers to take that back. */
export async function removeEntries(account: string, entries: readonly Entry[], t: Say): Promise<void> {
  const params = { name: account };
  const { trashed } = await call(filesContract.remove, { params, body: { paths: entries.map((entry) => entry.path) } });
  const refresh = () => queries.invalidateQueries({ queryKey: ['files', account] });
  await refresh();
  toast({
    text: t('files.trashed', { count: trashed.length, name: trashed[0]?.name ?? '' }),
    undo: {
      label: t('parts.undo'),
      run: () => {
        const ids = trashed.map((item) => item.id);
        void call(filesContract.restore, { params, body: { ids, conflict: 'keep-both' } }).finally(refresh);
      },
    },
  });
}
