import { SegmentedControl } from '@mantine/core';
import { useLayoutEffect, useRef, useState } from 'react';
import type { LogStream, TaskDetail } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { withoutAnsi } from '../files/preview/without-ansi.ts';
import { formatBytes } from '../parts/format-bytes.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import styles from './cluster.module.css';
import { useTaskLog } from './use-task-log.ts';

/** What a task writes, standard output and standard error apart, while it does. */
export function TaskLog({ task }: { task: TaskDetail }) {
  const { t, language } = useTranslation();
  const { stdout, stderr } = task.log;
  const [stream, setStream] = useState<LogStream>(() => (stdout.to === 0 && stderr.to > 0 ? 'stderr' : 'stdout'));
  const [times, setTimes] = useState(0);
  const begun = task.endedAt === null || task.startedAt !== null;
  const log = useTaskLog(begun ? task.id : null, stream, times);
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  // Whoever reads at the end goes on reading at the end.
  useLayoutEffect(() => {
    if (box.current && log !== null && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [log]);
  const live = log !== null && !log.ended && task.endedAt === null;
  return (
    <section className={`pane ${styles.whole}`}>
      <header>
        <h2>{t('cluster.output')}</h2>
        {live ? <StateBadge state="ok">{t('cluster.live')}</StateBadge> : null}
        {log !== null && log.before > 0 ? (
          <span className="t3 s12">{t('cluster.before', { size: formatBytes(log.before, language) })}</span>
        ) : null}
        <span className="grow" />
        <SegmentedControl
          size="xs"
          aria-label={t('cluster.output')}
          value={stream}
          onChange={(value) => setStream(value === 'stderr' ? 'stderr' : 'stdout')}
          data={['stdout', 'stderr']}
        />
      </header>
      {log?.error ? (
        <div className={styles.pad}>
          <ProblemBox error={log.error} again={() => setTimes(times + 1)} />
        </div>
      ) : null}
      <pre
        ref={box}
        className={styles.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          atEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
        }}
      >
        {log === null ? (
          ''
        ) : log.text === '' ? (
          <span className="t3">{t(live ? 'cluster.nothingWritten' : 'cluster.nothingWasWritten')}</span>
        ) : (
          withoutAnsi(log.text)
        )}
      </pre>
    </section>
  );
}
