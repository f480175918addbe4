import { Button } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { TrashItem } from '../../../src/storage/contract.ts';
import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import { useAccount } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Bytes } from '../parts/bytes.tsx';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { toast } from '../parts/toasts.tsx';
import { Page } from '../shell/page.tsx';
import { EntryIcon } from './entry-icon.tsx';
import styles from './files.module.css';
import { parentOf } from './home-path.ts';
import { JobStrip } from './job-strip.tsx';
import { Places } from './places.tsx';
import { UploadPanel } from './upload-panel.tsx';

/** What was deleted, from where, until when it is kept; put back, or erased for good. */
export function TrashPage() {
  const { t } = useTranslation();
  const account = useAccount();
  const client = useQueryClient();
  const params = { name: account };
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [losing, setLosing] = useState<readonly TrashItem[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const query = useQuery({
    queryKey: ['files', account, 'trash'],
    queryFn: ({ signal }) => call(filesContract.trash, { params, signal }),
  });
  const items = query.data?.items;
  const picked = useMemo(() => (items ?? []).filter((item) => chosen.has(item.id)), [items, chosen]);
  const pickedIds = useMemo(() => new Set(picked.map((item) => item.id)), [picked]);
  const refresh = async () => {
    setChosen(new Set());
    await client.invalidateQueries({ queryKey: ['files', account] });
  };
  const restore = (these: readonly TrashItem[]) => {
    setError(null);
    call(filesContract.restore, { params, body: { ids: these.map((item) => item.id), conflict: 'keep-both' } })
      .then(({ restored }) =>
        toast({ text: t('files.restored', { count: restored.length, name: restored[0]?.name ?? '' }) }),
      )
      .then(refresh, setError);
  };
  const restoreNow = useRef(restore);
  restoreNow.current = restore;
  const erase = async (these: readonly TrashItem[]) => {
    await call(filesContract.erase, { params, body: { ids: these.map((item) => item.id) } });
    await refresh();
  };
  const columns: readonly Column<TrashItem>[] = useMemo(
    () => [
      {
        id: 'name',
        head: t('files.name'),
        width: 'minmax(140px, 2fr)',
        by: (item) => item.name,
        cell: (item) => (
          <span className={styles.name}>
            <EntryIcon kind={item.kind} name={item.name} />
            <span className="el">{item.name}</span>
          </span>
        ),
      },
      {
        id: 'from',
        head: t('files.from'),
        width: 'minmax(100px, 2fr)',
        wide: true,
        by: (item) => parentOf(item.path),
        cell: (item) => (
          <span className="t2" title={item.path}>
            {parentOf(item.path) || t('files.myFiles')}
          </span>
        ),
      },
      {
        id: 'size',
        head: t('files.size'),
        width: '84px',
        numeric: true,
        wide: true,
        by: (item) => item.bytes,
        cell: (item) => (item.bytes === null ? '—' : <Bytes value={item.bytes} />),
      },
      {
        id: 'deleted',
        head: t('files.deleted'),
        width: '110px',
        by: (item) => item.deletedAt,
        cell: (item) => (
          <span className="t2">
            <Ago at={item.deletedAt} />
          </span>
        ),
      },
      {
        id: 'left',
        head: t('files.keptFor'),
        width: '100px',
        wide: true,
        by: (item) => item.expiresAt,
        cell: (item) => (
          <span className="t2">
            {t('files.days', { count: Math.max(0, Math.ceil((item.expiresAt - Date.now()) / 86_400_000)) })}
          </span>
        ),
      },
      {
        id: 'restore',
        head: '',
        width: '104px',
        cell: (item) => (
          <Button
            variant="default"
            size="xs"
            aria-label={t('files.restoreOne', { name: item.name })}
            onClick={(event) => {
              event.stopPropagation();
              restoreNow.current([item]);
            }}
          >
            {t('files.restore')}
          </Button>
        ),
      },
    ],
    [t],
  );
  return (
    <Page title={t('files.trash')} edge>
      <div className={styles.files}>
        <Places account={account} current={null} />
        <div className={styles.middle}>
          <div className={styles.bar}>
            <div className={styles.crumbs}>
              <b>{t('files.trash')}</b>
            </div>
            {picked.length > 0 ? (
              <>
                <Button leftSection={<IconArrowBackUp size={16} stroke={1.75} />} onClick={() => restore(picked)}>
                  {t('files.restore')}
                </Button>
                <Button variant="default" data-danger onClick={() => setLosing(picked)}>
                  {t('files.erase')}
                </Button>
              </>
            ) : (
              <Button
                variant="default"
                data-danger
                disabled={!items || items.length === 0}
                leftSection={<IconTrash size={16} stroke={1.75} />}
                onClick={() => setLosing(items ?? [])}
              >
                {t('files.emptyTrash')}
              </Button>
            )}
          </div>
          {error ? (
            <div className={styles.noteline}>
              <ProblemBox error={error} />
            </div>
          ) : null}
          <List
            fill
            label={t('files.trash')}
            columns={columns}
            rows={items}
            keyOf={(item) => item.id}
            nameOf={(item) => item.name}
            error={query.error}
            again={() => void query.refetch()}
            order={{ by: 'deleted', up: false }}
            searchIn={(item) => item.path}
            chosen={pickedIds}
            choose={setChosen}
            empty={
              <Empty
                title={t('files.trashEmptyTitle')}
                hint={t('files.trashEmptyHint', { count: query.data?.retentionDays ?? 30 })}
              />
            }
          />
          <JobStrip account={account} />
          <UploadPanel />
        </div>
      </div>
      {losing ? (
        <ConfirmLoss
          title={t('files.eraseTitle', { count: losing.length })}
          verb={t('files.erase')}
          act={() => erase(losing)}
          close={() => setLosing(null)}
        >
          {t('files.eraseLoss', {
            names: losing
              .slice(0, 5)
              .map((item) => item.name)
              .join(', '),
            count: losing.length,
          })}
        </ConfirmLoss>
      ) : null}
    </Page>
  );
}
