import { Menu, UnstyledButton } from '@mantine/core';
import { IconCircleFilled, IconMessageQuestion } from '@tabler/icons-react';
import type { KernelState } from '../../../src/workspace/protocol/document.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ColonnadeLine } from '../parts/colonnade.tsx';
import { formatBytes } from '../parts/format-bytes.ts';
import { useNotebook } from './context.ts';
import { useWatched } from './document/use-cells.ts';
import styles from './notebook.module.css';

const gravity: Record<KernelState['phase'], number> = {
  dead: 5,
  restarting: 4,
  starting: 4,
  busy: 3,
  idle: 2,
  absent: 1,
};

/** One line for all kernels of the notebook: the gravest state, and which they are; the list opens. */
export function KernelStatus() {
  const { t, language } = useTranslation();
  const { session, commands } = useNotebook();
  const { kernels, link, readOnly, holder, inputs } = useWatched(session.state);
  if (link.phase !== 'open')
    return (
      <span className={`${styles.kernel} wait`}>
        {t(link.phase === 'connecting' ? 'notebook.kernel.connecting' : 'notebook.kernel.offline')}
      </span>
    );
  // Cells run in the workspace that writes the notebook, whose kernels are not seen from here.
  if (holder !== null)
    return <span className={`${styles.kernel} t2`}>{t('notebook.kernel.elsewhere', { holder })}</span>;
  const gravest = [...kernels].sort((a, b) => gravity[b.phase] - gravity[a.phase])[0];
  const alive = kernels.filter((kernel) => kernel.phase !== 'absent');
  const asking = inputs[0];
  return (
    <>
      {asking !== undefined && (
        <UnstyledButton
          className={`${styles.kernel} ${styles.kernelPhase} wait`}
          title={t('notebook.kernel.toQuestion')}
          onClick={() => commands.answer(asking)}
        >
          <IconMessageQuestion size={16} stroke={1.75} aria-hidden="true" />
          {t('notebook.kernel.asks')}
        </UnstyledButton>
      )}
      <Menu>
        <Menu.Target>
          <UnstyledButton className={styles.kernel} aria-label={t('notebook.kernel.list')}>
            {asking === undefined && <Phase kernel={gravest ?? null} />}
            {alive.length > 0 && (
              <span className={`t2 ${asking === undefined ? styles.wide : styles.kernelNames}`}>
                {alive.map((kernel) => short(kernel.displayName)).join(', ')}
              </span>
            )}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {kernels.length === 0 && <Menu.Label>{t('notebook.kernel.absent')}</Menu.Label>}
          {kernels.map((kernel) => (
            <div key={kernel.name}>
              <Menu.Label>
                {kernel.displayName}, {t(`notebook.kernel.${kernel.phase}`)}
                {kernel.memoryBytes !== undefined && `, ${formatBytes(kernel.memoryBytes, language)}`}
              </Menu.Label>
              {kernel.reason !== undefined && <div className={styles.kernelReason}>{kernel.reason}</div>}
              {!readOnly && kernel.phase !== 'absent' && kernel.phase !== 'dead' && (
                <>
                  <Menu.Item onClick={() => session.send({ type: 'restart', kernel: kernel.name })}>
                    {t('notebook.kernel.restartOne')}
                  </Menu.Item>
                  <Menu.Item onClick={() => session.send({ type: 'shutdown', kernel: kernel.name })}>
                    {t('notebook.kernel.end')}
                  </Menu.Item>
                </>
              )}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function Phase({ kernel }: { kernel: KernelState | null }) {
  const { t } = useTranslation();
  const phase = kernel?.phase ?? 'absent';
  if (phase === 'starting' || phase === 'restarting')
    return (
      <span className={`${styles.kernelPhase} run`}>
        <ColonnadeLine />
        {t(kernel?.step === undefined ? `notebook.kernel.${phase}` : `notebook.kernel.step.${kernel.step}`)}
      </span>
    );
  const tone = phase === 'dead' ? 'fail' : phase === 'busy' ? 'run' : phase === 'idle' ? 'ok' : 't2';
  return (
    <span className={`${styles.kernelPhase} ${tone}`}>
      <IconCircleFilled size={9} aria-hidden="true" />
      {t(`notebook.kernel.${phase}`)}
    </span>
  );
}

function short(displayName: string): string {
  return displayName.replace(/ \(.*\)$/, '');
}
