import {
  IconAlertCircle,
  IconCircleCheck,
  IconHourglass,
  IconMessageQuestion,
  IconPlugConnectedX,
  IconRefreshAlert,
  IconSquare,
} from '@tabler/icons-react';
import type { ResultState } from '../../../../src/engines/duckdb/result.ts';
import type { CellState } from '../../../../src/workspace/protocol/document.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { ColonnadeLine } from '../../parts/colonnade.tsx';
import { Elapsed } from '../../parts/elapsed.tsx';
import { formatDuration } from '../../parts/format-time.ts';
import { useNotebook } from '../context.ts';
import { idOf, record, type SharedCell } from '../document/cell-shape.ts';
import { useCellFacts, useCellState, usePart } from '../document/use-cells.ts';
import styles from './cell.module.css';
import { useStale } from './stale.ts';

/** How long the run worked, without what it waited for answers, from the cell's own record of it; null when it has none. */
export function executionMs(execution: unknown): number | null {
  const times = record(execution);
  const at = (name: string) => (typeof times[name] === 'string' ? Date.parse(times[name]) : Number.NaN);
  const began = at('iopub.execute_input') || at('iopub.status.busy') || at('shell.execute_reply.started');
  const ended = at('shell.execute_reply') || at('iopub.status.idle');
  const waited = Number(times['stoa.waited_ms'] ?? 0);
  return Number.isFinite(ended - began - waited) ? Math.max(0, ended - began - waited) : null;
}

/** When a run began that is not over, from the cell's own record of it; in ms since 1970, or null. */
function runningSince(execution: unknown): number | null {
  const times = record(execution);
  const began = times['iopub.status.busy'] ?? times['iopub.execute_input'];
  const over = 'iopub.status.idle' in times || 'shell.execute_reply' in times;
  return over || typeof began !== 'string' ? null : Date.parse(began);
}

/** What the cell is doing, as icon, word and colour; nothing where the result's own bar says it. */
export function RunState({ cell }: { cell: SharedCell }) {
  const { t, language } = useTranslation();
  const { session } = useNotebook();
  const state = useCellState(session, cell);
  const facts = useCellFacts(cell, session.doc);
  const stale = useStale(session, cell);
  const took =
    state?.startedAt && state.finishedAt
      ? Date.parse(state.finishedAt) - Date.parse(state.startedAt) - (state.waitedMs ?? 0)
      : executionMs(facts.execution);
  const seconds = took === null ? '' : formatDuration(took, language);
  const elsewhere = usePart(session.state, (one) => one.holder !== null) ? runningSince(facts.execution) : null;
  if (state === undefined && elsewhere !== null)
    return (
      <span className={`${styles.state} run`}>
        <ColonnadeLine />
        {t('notebook.state.running')}
        <Elapsed since={elsewhere} />
      </span>
    );
  if (state === undefined) {
    if (facts.executionCount === null || took === null) return null;
    return (
      <span className={`${styles.state} t3`} title={t('notebook.state.earlier')}>
        <IconCircleCheck size={14} stroke={1.75} aria-hidden="true" />
        {seconds}
      </span>
    );
  }
  switch (state.phase) {
    case 'queued':
      return (
        <span className={`${styles.state} wait`}>
          <IconHourglass size={14} stroke={1.75} aria-hidden="true" />
          {t('notebook.state.waiting')}
          {state.position !== undefined && (
            <span className="t3">{t('notebook.state.place', { place: state.position })}</span>
          )}
        </span>
      );
    case 'running':
      return <Running cellId={idOf(cell)} state={state} />;
    case 'done':
      return stale ? (
        <span className={`${styles.state} wait`} title={t('notebook.state.staleWhy')}>
          <IconRefreshAlert size={14} stroke={1.75} aria-hidden="true" />
          {t('notebook.state.stale')}
        </span>
      ) : (
        <span className={`${styles.state} ok`} title={t('notebook.state.done')}>
          <IconCircleCheck size={14} stroke={1.75} aria-label={t('notebook.state.done')} />
          {seconds}
        </span>
      );
    case 'failed':
      return (
        <span className={`${styles.state} fail`} title={state.reason}>
          <IconAlertCircle size={14} stroke={1.75} aria-hidden="true" />
          {t('notebook.state.failed')} <span className="t3">{seconds}</span>
        </span>
      );
    case 'stopped':
      return (
        <span className={`${styles.state} t2`} title={state.reason}>
          <IconSquare size={14} stroke={1.75} aria-hidden="true" />
          {seconds === '' ? t('notebook.state.stopped') : t('notebook.state.stoppedAfter', { time: seconds })}
        </span>
      );
    case 'lost':
      return (
        <span className={`${styles.state} wait`} title={state.reason ?? t('notebook.state.lostWhy')}>
          <IconPlugConnectedX size={14} stroke={1.75} aria-hidden="true" />
          {t('notebook.state.lost')}
        </span>
      );
    default:
      return state.phase satisfies never;
  }
}

function Running({ cellId, state }: { cellId: string; state: CellState }) {
  const { t } = useTranslation();
  const { session } = useNotebook();
  const kernels = usePart(session.state, (one) => one.kernels);
  const asks = usePart(session.state, (one) => one.inputs.some((request) => request.cellId === cellId));
  if (asks)
    return (
      <span className={`${styles.state} wait`}>
        <IconMessageQuestion size={14} stroke={1.75} aria-hidden="true" />
        {t('notebook.state.asks')}
      </span>
    );
  const kernel = kernels.find((one) => one.name === state.kernel);
  const starting = kernel?.phase === 'starting' || kernel?.phase === 'restarting' || kernel?.phase === 'absent';
  const since = Date.parse(state.startedAt ?? state.queuedAt) + (state.waitedMs ?? 0);
  return (
    <span className={`${styles.state} run`}>
      <ColonnadeLine />
      {starting
        ? kernel?.step === undefined
          ? t('notebook.state.starting', { kernel: kernel?.displayName ?? state.kernel })
          : t(`notebook.kernel.step.${kernel.step}`)
        : t('notebook.state.running')}
      <Elapsed since={since} />
    </span>
  );
}

interface RunTimeProps {
  readonly cell: SharedCell;
  /** What the engine itself took. */
  readonly milliseconds: number;
  readonly state: ResultState;
  readonly percent: number | undefined;
}

/** In the bar of a SQL result: the run state, with the engine's own time and progress. */
export function RunTime({ cell, milliseconds, state, percent }: RunTimeProps) {
  const { t, language } = useTranslation();
  const { session } = useNotebook();
  const stale = useStale(session, cell);
  const running = useCellState(session, cell);
  if ((state === 'running' || state === 'writing') && (running === undefined || running.phase === 'running')) {
    const since = running?.startedAt === undefined ? null : Date.parse(running.startedAt);
    return (
      <span className={`${styles.state} run`}>
        {percent === undefined ? <ColonnadeLine /> : <ColonnadeLine filled={percent / 20} />}
        {state === 'writing' ? t('notebook.state.writing') : t('notebook.state.running')}
        {percent !== undefined && <span>{Math.round(percent)}%</span>}
        {since !== null && <Elapsed since={since} />}
      </span>
    );
  }
  if (running !== undefined && running.phase !== 'done') return <RunState cell={cell} />;
  if (state !== 'complete')
    return (
      <span className={`${styles.state} t2`}>
        <IconSquare size={14} stroke={1.75} aria-hidden="true" />
        {t('notebook.state.stoppedAfter', { time: formatDuration(milliseconds, language) })}
      </span>
    );
  return (
    <>
      <span className={`${styles.state} ok`} title={t('notebook.state.done')}>
        <IconCircleCheck size={14} stroke={1.75} aria-label={t('notebook.state.done')} />
        {formatDuration(milliseconds, language)}
      </span>
      {stale && <span className="tag">{t('notebook.state.edited')}</span>}
    </>
  );
}
