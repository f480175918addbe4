import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { listTasks, type Task } from '../../../src/cluster/contract.ts';
import { call } from '../api/call.ts';
import { useSession } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import styles from './cluster.module.css';
import { useTaskColumns } from './task-columns.tsx';

/** Tasks, the newest first: all for an administrator, the own for everybody else. */
export function TasksTab() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { account } = useSession();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const [state, setState] = useState('live');
  const [whose, setWhose] = useState<'own' | 'all'>(account.admin ? 'all' : 'own');
  const asked = useMemo(
    () => ({
      state: state === 'all' ? undefined : state,
      account: whose === 'own' ? account.name : undefined,
      search: search || undefined,
    }),
    [state, whose, account.name, search],
  );
  const query = useInfiniteQuery({
    queryKey: ['tasks', 'list', asked],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(listTasks, { query: { ...asked, limit: 200, after: pageParam || undefined }, signal }),
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) > 1 ? false : 5_000),
  });
  const tasks = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const columns = useTaskColumns();
  const total = query.data?.pages[0]?.total;
  return (
    <div className={styles.main}>
      <div className={styles.filters}>
        <TextInput
          aria-label={t('cluster.findTask')}
          placeholder={t('cluster.findTask')}
          leftSection={<IconSearch size={16} stroke={1.75} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t('cluster.state')}
          value={state}
          onChange={(event) => setState(event.currentTarget.value)}
          data={[
            { value: 'live', label: t('cluster.filter.live') },
            { value: 'queued', label: t('cluster.filter.queued') },
            { value: 'staging,starting,running,killing', label: t('cluster.filter.running') },
            { value: 'ended', label: t('cluster.filter.ended') },
            { value: 'all', label: t('cluster.filter.all') },
          ]}
        />
        {account.admin ? (
          <NativeSelect
            aria-label={t('cluster.owner')}
            value={whose}
            onChange={(event) => setWhose(event.currentTarget.value === 'own' ? 'own' : 'all')}
            data={[
              { value: 'all', label: t('cluster.everybody') },
              { value: 'own', label: t('cluster.mine') },
            ]}
          />
        ) : null}
      </div>
      <List<Task>
        fill
        label={t('cluster.tasks')}
        columns={columns}
        rows={tasks}
        keyOf={(task) => task.id}
        nameOf={(task) => task.name}
        error={query.error}
        again={() => void query.refetch()}
        onEnd={more}
        order={{ by: '', up: true }}
        open={(task) => void navigate({ to: '/cluster/tasks/$taskId', params: { taskId: task.id } })}
        empty={
          <Empty
            title={t(search || state !== 'live' ? 'cluster.noTasksFit' : 'cluster.noTasks')}
            hint={t('cluster.noTasksHint')}
          />
        }
        foot={total === undefined ? null : t('cluster.taskCount', { count: total })}
      />
    </div>
  );
}
