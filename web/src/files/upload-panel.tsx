import { ActionIcon, Button } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Bytes } from '../parts/bytes.tsx';
import { formatBytes } from '../parts/format-bytes.ts';
import { Meter } from '../parts/meter.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { EntryIcon } from './entry-icon.tsx';
import styles from './files.module.css';
import { clearEnded, drop, pause, resume, settle, type UploadItem, unsent, useUploads } from './upload-queue.ts';

const shownAtMost = 100;
/** What is done stands in the folder above: the panel says so for a moment and makes room. */
const shownAfterEndMilliseconds = 5_000;

/** What is being uploaded: progress, pause, what to do where a name is taken. */
export function UploadPanel() {
  const { t, language } = useTranslation();
  const items = useUploads();
  const [folded, setFolded] = useState(false);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (unsent()) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);
  const done = items.filter((item) => item.state === 'done').length;
  const ended = items.length > 0 && done === items.length;
  useEffect(() => {
    if (!ended) return;
    const timer = setTimeout(clearEnded, shownAfterEndMilliseconds);
    return () => clearTimeout(timer);
  }, [ended]);
  if (items.length === 0) return null;
  const sending = items.filter((item) => item.state === 'sending');
  const left = items
    .filter((item) => item.state !== 'done')
    .reduce((sum, item) => sum + item.file.size - item.sentBytes, 0);
  const began = Math.min(...sending.map((item) => item.startedAt));
  const sent = sending.reduce((sum, item) => sum + item.sentBytes, 0);
  const rate = sending.length > 0 ? (1000 * sent) / Math.max(1000, Date.now() - began) : 0;
  return (
    <section className={styles.strip} aria-label={t('files.uploads')}>
      <div className={styles.stripHead}>
        <b className="b grow">
          {ended ? t('files.uploaded', { count: done }) : t('files.uploading', { done, count: items.length })}
        </b>
        {rate > 0 ? (
          <span className="t2 s12">
            {t('files.rate', {
              rate: formatBytes(rate, language),
              seconds: Math.ceil(left / rate),
            })}
          </span>
        ) : null}
        <ActionIcon aria-label={folded ? t('files.unfold') : t('files.fold')} onClick={() => setFolded(!folded)}>
          {folded ? <IconChevronUp size={16} stroke={1.75} /> : <IconChevronDown size={16} stroke={1.75} />}
        </ActionIcon>
        {ended ? (
          <ActionIcon aria-label={t('parts.close')} onClick={clearEnded}>
            <IconX size={16} stroke={1.75} />
          </ActionIcon>
        ) : null}
      </div>
      {folded
        ? null
        : items
            .toSorted((a, b) => rank(a) - rank(b))
            .slice(0, shownAtMost)
            .map((item) => <UploadRow key={item.id} item={item} />)}
    </section>
  );
}

/** What wants an answer first, what is done last. */
function rank(item: UploadItem): number {
  return { taken: 0, failed: 1, sending: 2, paused: 3, waiting: 4, done: 5 }[item.state];
}

function UploadRow({ item }: { item: UploadItem }) {
  const { t } = useTranslation();
  return (
    <div className={styles.stripRow}>
      <EntryIcon kind="file" name={item.file.name} />
      <span className={`${styles.stripName} el`} title={item.relativePath}>
        {item.relativePath}
      </span>
      <UploadMiddle item={item} />
      {item.state === 'sending' ? (
        <ActionIcon aria-label={t('files.pause')} onClick={() => pause(item.id)}>
          <IconPlayerPause size={16} stroke={1.75} />
        </ActionIcon>
      ) : null}
      {item.state === 'paused' ? (
        <ActionIcon aria-label={t('files.resume')} onClick={() => resume(item.id)}>
          <IconPlayerPlay size={16} stroke={1.75} />
        </ActionIcon>
      ) : null}
      {item.state === 'done' ? null : (
        <ActionIcon aria-label={t('files.cancelUpload')} onClick={() => drop(item.id)}>
          <IconX size={16} stroke={1.75} />
        </ActionIcon>
      )}
    </div>
  );
}

function UploadMiddle({ item }: { item: UploadItem }) {
  const { t } = useTranslation();
  if (item.state === 'done')
    return (
      <span className="grow">
        <StateBadge state="ok">{t('files.added')}</StateBadge>
      </span>
    );
  if (item.state === 'waiting')
    return (
      <span className="grow">
        <StateBadge state="idle">{t('files.waiting')}</StateBadge>
      </span>
    );
  if (item.state === 'taken')
    return (
      <>
        <span className="grow fail s12">{t('files.taken')}</span>
        <Button variant="default" onClick={() => settle(item.id, 'replace')}>
          {t('files.replace')}
        </Button>
        <Button variant="default" onClick={() => settle(item.id, 'keep-both')}>
          {t('files.keepBoth')}
        </Button>
      </>
    );
  if (item.state === 'failed')
    return (
      <>
        <span className="grow fail s12">{item.reason}</span>
        <Button variant="default" onClick={() => resume(item.id)}>
          {t('parts.again')}
        </Button>
      </>
    );
  return (
    <>
      <span className={styles.stripBar}>
        <Meter value={item.sentBytes} whole={item.file.size} label={item.relativePath} />
      </span>
      <span className={`${styles.stripMeasure} t2 s12`}>
        <Bytes value={item.sentBytes} /> / <Bytes value={item.file.size} />
      </span>
    </>
  );
}
