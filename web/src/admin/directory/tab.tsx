import { Button } from '@mantine/core';
import { IconEye, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type Changes,
  getDirectory,
  previewDirectory,
  synchroniseDirectory,
} from '../../../../src/accounts/directory/contract.ts';
import { call } from '../../api/call.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { Empty } from '../../parts/empty.tsx';
import { GreyRows } from '../../parts/grey-rows.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import styles from '../admin.module.css';
import { DangerAct } from '../danger-act.tsx';
import { ChangesPane } from './changes-pane.tsx';
import { RefusedPane } from './refused-pane.tsx';
import { StatePane } from './state-pane.tsx';

/** The directory that accounts come from: how it is, what a synchronisation would change, what is not taken over. */
export function DirectoryTab() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['directory'],
    queryFn: ({ signal }) => call(getDirectory, { signal }),
    refetchInterval: 5_000,
  });
  const preview = useMutation({ mutationFn: () => call(previewDirectory, {}) });
  const run = useMutation({
    mutationFn: (removeMany: boolean) => call(synchroniseDirectory, { body: { removeMany } }),
    onSuccess: () => preview.reset(),
    onSettled: () => client.invalidateQueries(),
  });
  const state = query.data;
  const seen: Changes | null = preview.data ?? state?.last?.changes ?? null;
  const busy = run.isPending || preview.isPending;
  return (
    <div className={styles.overview}>
      {query.isPending ? <GreyRows rows={8} /> : null}
      {query.error ? <ProblemBox error={query.error} again={() => void query.refetch()} /> : null}
      {state && !state.configured ? <Empty title={t('directory.none')} hint={t('directory.noneHint')} /> : null}
      {state?.configured ? (
        <div className={styles.grid}>
          <div className={styles.column}>
            <StatePane state={state}>
              <div className={styles.acts}>
                <Button
                  leftSection={<IconRefresh size={16} stroke={1.75} />}
                  loading={run.isPending}
                  disabled={busy || (!state.begun && !preview.data)}
                  onClick={() => run.mutate(false)}
                >
                  {t(state.begun ? 'directory.synchronise' : 'directory.begin')}
                </Button>
                <Button
                  variant="default"
                  leftSection={<IconEye size={16} stroke={1.75} />}
                  loading={preview.isPending}
                  disabled={busy}
                  onClick={() => preview.mutate()}
                >
                  {t('directory.preview')}
                </Button>
              </div>
            </StatePane>
            {run.error ? <ProblemBox error={run.error} /> : null}
            {preview.error ? <ProblemBox error={preview.error} /> : null}
          </div>
          {seen ? (
            <div className={styles.column}>
              <ChangesPane title={t(preview.data ? 'directory.would' : 'directory.lastChanges')} changes={seen}>
                {preview.data?.tooManyGone ? (
                  <DangerAct
                    icon={null}
                    verb={t('directory.removeMany')}
                    title={t('directory.removeManyTitle', { count: preview.data.suspended.total })}
                    loss={t('directory.removeManyLoss')}
                    note={t('directory.tooMany')}
                    act={() => run.mutateAsync(true)}
                  />
                ) : null}
              </ChangesPane>
              <RefusedPane refused={seen.refused} />
            </div>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
