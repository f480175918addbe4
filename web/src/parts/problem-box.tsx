import { Button } from '@mantine/core';
import { IconAlertCircle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { sayProblem } from '../catalogue/problem-words.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './problem-box.module.css';

/** What failed, why, what to do, and the way to try again, in place. */
export function ProblemBox({
  error,
  again,
  children,
}: {
  error: unknown;
  again?: (() => void) | undefined;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : null;
  const { title, why } =
    problem?.code === 'offline'
      ? { title: t('parts.offlineTitle'), why: t('parts.offlineWhy') }
      : problem
        ? sayProblem(problem)
        : { title: String(error), why: '' };
  return (
    <div className={styles.box} role="alert">
      <IconAlertCircle size={16} stroke={1.75} className={styles.icon} aria-hidden="true" />
      <div className="grow">
        <div className="fail b">{title}</div>
        {why && why !== title ? <div className="t2">{why}</div> : null}
        {problem?.todo ? <div className="t2">{problem.todo}</div> : null}
        {children}
        {problem && problem.code !== 'offline' ? (
          <div className={`${styles.code} s11 t2`}>
            {problem.code}
            {problem.requestId ? ` · ${problem.requestId}` : ''}
          </div>
        ) : null}
      </div>
      {again ? (
        <Button variant="default" leftSection={<IconRefresh size={16} stroke={1.75} />} onClick={again}>
          {t('parts.again')}
        </Button>
      ) : null}
    </div>
  );
}
