import { Button } from '@mantine/core';
import { IconCircleCheck, IconLanguage } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { getPlatform } from '../../../src/operations/contract.ts';
import { call } from '../api/call.ts';
import { chooseLanguage, languages } from '../catalogue/language.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Mark } from '../parts/mark.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { Facade } from './facade.tsx';
import styles from './gate.module.css';

interface GateProps {
  title: string;
  hint: string;
  submit?: () => void;
  children: ReactNode;
}

/** The page before the platform: a form at the left, the facade at the right. */
export function Gate({ title, hint, submit, children }: GateProps) {
  const { t, language } = useTranslation();
  const platform = useQuery({
    queryKey: ['platform'],
    queryFn: ({ signal }) => call(getPlatform, { signal }),
    retry: 1,
  });
  const other = language === 'en' ? 'zh-CN' : 'en';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit?.();
  };
  return (
    <div className={styles.gate}>
      <title>{`${title} · Stoa`}</title>
      <main className={styles.left}>
        <div className="row" style={{ gap: 10 }}>
          <span className="run" style={{ lineHeight: 0 }}>
            <Mark size={24} />
          </span>
          <span className={styles.word}>Stoa</span>
          <span className="grow" />
          <Button
            variant="subtle"
            lang={other}
            leftSection={<IconLanguage size={16} stroke={1.75} />}
            onClick={() => void chooseLanguage(other)}
          >
            {languages[other]}
          </Button>
        </div>
        <form className={styles.form} onSubmit={onSubmit}>
          <h1 className={styles.title}>{title}</h1>
          <p className={`${styles.hint} t2`}>{hint}</p>
          {children}
        </form>
        <div className="row s12 t3">
          {platform.data ? (
            <span className="ok row" style={{ gap: 6, fontWeight: 500 }}>
              <IconCircleCheck size={14} stroke={1.75} aria-hidden="true" />
              {t('signIn.working')}
            </span>
          ) : null}
          {platform.error ? <StateBadge state="fail">{t('parts.offlineTitle')}</StateBadge> : null}
          <span className="grow" />
          {platform.data ? <span>{t('signIn.version', { version: platform.data.version })}</span> : null}
        </div>
      </main>
      <div className={styles.right}>
        <Facade />
      </div>
    </div>
  );
}
