import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './shown-once.module.css';

interface ShownOnceProps {
  secret: string;
  /** Says that it will not be shown again, whom to give it, and until when it works. */
  hint: ReactNode;
  close: () => void;
}

/** A secret that the server does not keep: copy it now. */
export function ShownOnce({ secret, hint, close }: ShownOnceProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div className="col" style={{ gap: 12 }}>
      <div className="t2">{hint}</div>
      <div className={styles.secret}>
        <code data-testid="secret">{secret}</code>
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={16} stroke={1.75} /> : <IconCopy size={16} stroke={1.75} />}
          onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}
        >
          {copied ? t('parts.copied') : t('parts.copy')}
        </Button>
      </div>
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button onClick={close}>{t('parts.done')}</Button>
      </div>
    </div>
  );
}
