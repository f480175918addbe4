import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconHourglass, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { ClusterPicture, Waiting } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { Empty } from '../parts/empty.tsx';
import { sizeWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { ExplanationView } from './explanation-view.tsx';
import { groupOf } from './role-colours.ts';
import { say } from './say.ts';
import { StartsIn } from './starts-in.tsx';

/** What waits, the longest first, and why; a row opens all that was looked at. */
export function WaitingPane({ picture }: { picture: ClusterPicture }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const shown = picture.waiting.filter((one) => textOf(one).includes(wanted));
  return (
    <section className={`pane ${styles.whole}`}>
      <header>
        <h2>{t('cluster.waiting')}</h2>
        <span className="tag grow-0">{picture.waitingInAll}</span>
        <span className="grow" />
        {picture.waiting.length > 5 ? (
          <TextInput
            className={styles.filter}
            aria-label={t('cluster.filterWaiting')}
            placeholder={t('cluster.filterWaiting')}
            leftSection={<IconSearch size={16} stroke={1.75} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        ) : null}
      </header>
      {picture.waiting.length === 0 ? (
        <Empty title={t('cluster.nothingWaits')} hint={t('cluster.nothingWaitsHint')} />
      ) : (
        <table className={styles.waiting}>
          <colgroup>
            <col className={styles.colTask} />
            <col className={styles.colOwner} />
            <col className={styles.colNeeds} />
            <col className={styles.colClass} />
            <col className={styles.colWaited} />
            <col />
            <col className={styles.colStarts} />
          </colgroup>
          <thead>
            <tr className="s12 t3">
              <th>{t('cluster.task')}</th>
              <th>{t('cluster.owner')}</th>
              <th className={styles.wide}>{t('cluster.needs')}</th>
              <th className={styles.wide}>{t('cluster.classHead')}</th>
              <th className="num">{t('cluster.waited')}</th>
              <th className={styles.wide}>{t('cluster.reason')}</th>
              <th className={`num ${styles.wide}`}>{t('cluster.starts')}</th>
            </tr>
          </thead>
          {shown.map((one) => {
            const key = keyOf(one);
            return (
              <WaitingRows
                key={key}
                waiting={one}
                open={open === key}
                toggle={() => setOpen(open === key ? null : key)}
              />
            );
          })}
        </table>
      )}
      {picture.waitingInAll > picture.waiting.length ? (
        <p className={`${styles.pad} t3 s12`}>
          {t('cluster.firstWaiting', { shown: picture.waiting.length, count: picture.waitingInAll })}
        </p>
      ) : null}
    </section>
  );
}

function WaitingRows({ waiting, open, toggle }: { waiting: Waiting; open: boolean; toggle: () => void }) {
  const { t, language } = useTranslation();
  const { task, framework, account, explanation } = waiting;
  const { role, need, tasks, since, headline, class: priority } = explanation;
  const Arrow = open ? IconChevronDown : IconChevronRight;
  const size = sizeWords(need, t, language);
  const reason = (
    <span className={`${styles.reason} wait`} title={headline.text}>
      <IconHourglass size={14} stroke={1.75} aria-hidden="true" />
      <span className={styles.reasonText}>{say(headline, t, language)}</span>
    </span>
  );
  return (
    <tbody data-open={open || undefined}>
      <tr>
        <th scope="row">
          <button type="button" className={styles.toggle} aria-expanded={open} onClick={toggle}>
            <Arrow size={16} stroke={1.75} aria-hidden="true" />
            <span className="m5 el">
              {task === null || task.kind === 'task'
                ? (task?.name ?? framework.name)
                : t(`cluster.taskKind.${task.kind}`)}
            </span>
          </button>
        </th>
        <td>
          <span className={styles.person}>
            {account === null ? null : <Avatar name={account} size={20} />}
            <span className="el">{account ?? framework.name}</span>
            <span className="t3 el">{groupOf(role)}</span>
          </span>
        </td>
        <td className={`t2 ${styles.wide}`}>{tasks > 1 ? t('cluster.times', { count: tasks, size }) : size}</td>
        <td className={`t2 ${styles.wide}`}>{t(`cluster.class.${priority}`)}</td>
        <td className="num t2">
          <Elapsed since={since} />
        </td>
        <td className={styles.wide}>{reason}</td>
        <td className={`num t2 ${styles.wide}`}>
          <StartsIn explanation={explanation} />
        </td>
      </tr>
      <tr className={styles.narrowReason}>
        <td colSpan={3}>{reason}</td>
      </tr>
      {open ? (
        <tr className={styles.why}>
          <td colSpan={7}>
            <ExplanationView explanation={explanation} task={task} />
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

function keyOf({ task, framework, explanation }: Waiting): string {
  return task?.id ?? `${framework.id} ${explanation.role} ${explanation.since} ${JSON.stringify(explanation.need)}`;
}

function textOf({ task, framework, account, explanation }: Waiting): string {
  return `${task?.name ?? ''} ${framework.name} ${account ?? ''} ${explanation.role}`.toLocaleLowerCase();
}
