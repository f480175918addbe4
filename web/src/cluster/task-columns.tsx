import { useMemo } from 'react';
import type { Task } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Avatar } from '../parts/avatar.tsx';
import type { Column } from '../parts/list-props.ts';
import { amountWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { say } from './say.ts';
import { TaskStateBadge } from './task-state.tsx';

export function useTaskColumns(): readonly Column<Task>[] {
  const { t, language } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'name',
        head: t('cluster.task'),
        width: 'minmax(140px, 1.6fr)',
        phoneWidth: 'minmax(0, 1fr)',
        cell: (task) => (
          <span className="m5" title={`${task.name}\n${task.id}`}>
            {task.kind === 'task' ? task.name : t(`cluster.taskKind.${task.kind}`)}
          </span>
        ),
      },
      {
        id: 'account',
        head: t('cluster.owner'),
        width: 'minmax(110px, 1fr)',
        wide: true,
        cell: (task) => (
          <span className={styles.person} title={task.role}>
            <Avatar name={task.account} size={20} />
            <span className="el">{task.account}</span>
          </span>
        ),
      },
      {
        id: 'state',
        head: t('cluster.state'),
        width: '120px',
        cell: (task) => <TaskStateBadge task={task} />,
      },
      {
        id: 'class',
        head: t('cluster.classHead'),
        width: '96px',
        wide: true,
        cell: (task) => <span className="t2">{t(`cluster.class.${task.class}`)}</span>,
      },
      {
        id: 'where',
        head: t('cluster.whereOrWhy'),
        width: 'minmax(160px, 2fr)',
        wide: true,
        cell: (task) => {
          const words = task.reason === null ? (task.agent ?? '') : say(task.reason, t, language);
          return (
            <span className="t2" title={words}>
              {words}
            </span>
          );
        },
      },
      {
        id: 'cpus',
        head: t('cluster.cpus'),
        width: '84px',
        numeric: true,
        wide: true,
        cell: (task) => amountWords('cpus', task.resources.cpus, t, language),
      },
      {
        id: 'memory',
        head: t('cluster.memory'),
        width: '84px',
        numeric: true,
        wide: true,
        cell: (task) => amountWords('memory', task.resources.memory, t, language),
      },
      {
        id: 'at',
        head: t('cluster.asked'),
        width: '110px',
        phoneWidth: '84px',
        numeric: true,
        cell: (task) => (
          <span className="t2">
            <Ago at={task.requestedAt} />
          </span>
        ),
      },
    ],
    [t, language],
  );
}
