import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerStop, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Job } from '../../../src/storage/contract.ts';
import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Bytes } from '../parts/bytes.tsx';
import { Meter } from '../parts/meter.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import styles from './files.module.css';
import { nameOf } from './home-path.ts';

/** Copies and moves that run, or that failed and were not yet put away. They go on when the page is closed. */
export function JobStrip({ account }: { account: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const query = useQuery({
    queryKey: ['files', account, 'jobs'],
    queryFn: ({ signal }) => call(filesContract.jobs, { params: { name: account }, signal }),
    refetchInterval: (state) => (state.state.data?.jobs.some((job) => job.state === 'running') ? 500 : false),
  });
  const jobs = query.data?.jobs ?? [];
  const runningNow = jobs.filter((job) => job.state === 'running').length;
  const runningBefore = useRef(runningNow);
  useEffect(() => {
    if (runningNow < runningBefore.current) {
      void client.invalidateQueries({ queryKey: ['files', account, 'list'] });
      void client.invalidateQueries({ queryKey: ['files', account, 'places'] });
    }
    runningBefore.current = runningNow;
  }, [client, account, runningNow]);
  const shown = jobs.filter((job) => (job.state === 'running' || job.state === 'failed') && !seen.has(job.id));
  if (shown.length === 0) return null;
  const cancel = (job: Job) => void call(filesContract.cancelJob, { params: { name: account, id: job.id } });
  return (
    <section className={styles.strip}>
      {shown.map((job) => (
        <div key={job.id} className={styles.stripRow}>
          <span className={`${styles.stripName} el`}>{t(`files.job.${job.kind}`)}</span>
          {job.state === 'running' ? (
            <>
              <span className={styles.stripBar}>
                <Meter value={job.doneBytes} whole={job.totalBytes ?? 0} label={t(`files.job.${job.kind}`)} />
              </span>
              <span className="el t3 s12">{nameOf(job.current)}</span>
              <span className={`${styles.stripMeasure} t2 s12`}>
                <Bytes value={job.doneBytes} />
                {job.totalBytes === null ? null : (
                  <>
                    {' / '}
                    <Bytes value={job.totalBytes} />
                  </>
                )}
              </span>
              <Button
                variant="default"
                leftSection={<IconPlayerStop size={16} stroke={1.75} />}
                onClick={() => cancel(job)}
              >
                {t('files.stop')}
              </Button>
            </>
          ) : (
            <>
              <span className="grow">
                <StateBadge state="fail">{job.problem?.detail ?? t('files.notDone')}</StateBadge>
              </span>
              <ActionIcon aria-label={t('parts.close')} onClick={() => setSeen(new Set([...seen, job.id]))}>
                <IconX size={16} stroke={1.75} />
              </ActionIcon>
            </>
          )}
        </div>
      ))}
    </section>
  );
}
