import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { type AuditRecord, followAudit, listAudit } from '../../../src/accounts/contract.ts';
import { addressOf, call } from '../api/call.ts';
import { useConnection } from '../api/connection.ts';
import { sayCode } from '../catalogue/problem-words.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Empty } from '../parts/empty.tsx';
import { Instant } from '../parts/instant.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';
import { StateBadge } from '../parts/state-badge.tsx';
import { Act, targetOf } from './act.tsx';
import styles from './admin.module.css';

/** Every change: who, what, on what, from where, with which result; new records appear by themselves. */
export function AuditTab() {
  const { t } = useTranslation();
  const connection = useConnection();
  const [typed, setTyped] = useState({ account: '', operation: '', result: '' });
  const [filter] = useDebouncedValue(typed, 250);
  const asked = useMemo(
    () => ({
      account: filter.account.trim() || undefined,
      operation: filter.operation.trim() || undefined,
      result: filter.result || undefined,
    }),
    [filter],
  );
  const query = useInfiniteQuery({
    queryKey: ['audit', 'list', asked],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(listAudit, { query: { ...asked, limit: 200, after: pageParam || undefined }, signal }),
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const records = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const columns = useMemo(
    (): readonly Column<AuditRecord>[] => [
      {
        id: 'at',
        head: t('admin.when'),
        width: '180px',
        phoneWidth: '84px',
        cell: (record) => (
          <>
            <span className="wide-only">
              <Instant at={record.at} />
            </span>
            <span className="phone-only">
              <Ago at={record.at} />
            </span>
          </>
        ),
      },
      {
        id: 'account',
        head: t('admin.who'),
        width: 'minmax(80px, 1fr)',
        phoneWidth: '64px',
        cell: (record) => record.account ?? <span className="t3">{t('admin.nobody')}</span>,
      },
      {
        id: 'operation',
        head: t('admin.what'),
        width: 'minmax(140px, 2.5fr)',
        cell: (record) => <Act operation={record.operation} />,
      },
      {
        id: 'target',
        head: t('admin.onWhat'),
        width: 'minmax(100px, 1.5fr)',
        wide: true,
        cell: (record) => <span title={targetOf(record)}>{targetOf(record)}</span>,
      },
      {
        id: 'remote',
        head: t('admin.from'),
        width: '130px',
        wide: true,
        cell: (record) => <span className="mono t2">{record.remote}</span>,
      },
      {
        id: 'result',
        head: t('admin.result'),
        width: 'minmax(100px, 1fr)',
        wide: true,
        cell: (record) => (
          <span title={record.result}>
            <StateBadge state={record.result === 'ok' ? 'ok' : 'fail'}>
              {record.result === 'ok' ? t('admin.resultOk') : sayCode(record.result)}
            </StateBadge>
          </span>
        ),
      },
    ],
    [t],
  );
  const filtered = filter.account !== '' || filter.operation !== '' || filter.result !== '';
  return (
    <div className={styles.main}>
      <div className={styles.filters}>
        <TextInput
          aria-label={t('admin.who')}
          placeholder={t('admin.who')}
          value={typed.account}
          onChange={(event) => setTyped({ ...typed, account: event.currentTarget.value })}
        />
        <TextInput
          aria-label={t('admin.what')}
          placeholder={t('admin.what')}
          value={typed.operation}
          onChange={(event) => setTyped({ ...typed, operation: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label={t('admin.result')}
          value={typed.result}
          onChange={(event) => setTyped({ ...typed, result: event.currentTarget.value })}
          data={[
            { value: '', label: t('admin.anyResult') },
            { value: 'ok', label: t('admin.resultOk') },
            { value: 'refused', label: t('admin.resultRefused') },
          ]}
        />
        <div className="grow" />
        {connection.state === 'open' ? <StateBadge state="ok">{t('admin.live')}</StateBadge> : null}
        <Button
          component="a"
          variant="default"
          href={addressOf(followAudit, { query: asked })}
          download="audit.jsonl"
          leftSection={<IconDownload size={16} stroke={1.75} />}
        >
          {t('admin.export')}
        </Button>
      </div>
      <List
        fill
        label={t('admin.audit')}
        columns={columns}
        rows={records}
        keyOf={(record) => record.id}
        nameOf={(record) => record.operation}
        error={query.error}
        again={() => void query.refetch()}
        onEnd={more}
        order={{ by: '', up: true }}
        empty={<Empty title={filtered ? t('admin.noRecordsFit') : t('admin.noRecords')} />}
      />
    </div>
  );
}
