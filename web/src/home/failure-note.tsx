import { IconAlertCircle } from '@tabler/icons-react';
import type { WorkspaceFailure } from '../../../src/workspace/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import box from '../parts/problem-box.module.css';
import styles from './home.module.css';

/** Why a launch failed or a workspace ended: phase, reason, what to do, the last lines that its processes wrote. */
export function FailureNote({ failure }: { failure: WorkspaceFailure }) {
  const { t } = useTranslation();
  return (
    <div className={`${box.box} ${styles.failure}`} role="alert">
      <IconAlertCircle size={16} stroke={1.75} className={box.icon} aria-hidden="true" />
      <div className="grow">
        <div className="fail b">{t(`home.failed.${failure.reason}`, failure.parameters)}</div>
        <div>{t(`home.advice.${failure.reason}`)}</div>
        {failure.detail === '' ? null : <div className="t2">{failure.detail}</div>}
        {failure.log.length > 0 ? (
          <details>
            <summary className="t2">{t('home.lastLines', { count: failure.log.length })}</summary>
            <pre className={styles.log}>{failure.log.join('\n')}</pre>
          </details>
        ) : null}
        <div className={`${box.code} s11 t2`}>
          {t('home.failedWhile')}:{' '}
          {t(failure.phase === 'running' ? 'home.state.running' : `home.phase.${failure.phase}`)} · {failure.reason}
        </div>
      </div>
    </div>
  );
}
