import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useConnection } from '../api/connection.ts';
import { useSessionEnded } from '../api/session-ended.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { useNow } from './now.ts';
import styles from './offline-strip.module.css';

/** An amber strip while the server does not answer: when it is tried again, and "Try now". */
export function OfflineStrip() {
  const { t } = useTranslation();
  const connection = useConnection();
  const now = useNow(1000, connection.state === 'lost');
  const ended = useSessionEnded();
  if (connection.state !== 'lost' || ended) return null;
  const seconds = Math.max(0, Math.ceil((connection.retryAt - now) / 1000));
  return (
    <div className={styles.strip} role="status">
      <IconPlugConnectedX size={16} stroke={1.75} className="wait" aria-hidden="true" />
      <div className="grow">
        <b className="b">{t('parts.offline')}</b> {t('parts.nextTry', { seconds })}
      </div>
      <Button variant="subtle" onClick={connection.tryNow}>
        {t('parts.tryNow')}
      </Button>
    </div>
  );
}
