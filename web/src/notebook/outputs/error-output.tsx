import { UnstyledButton } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import type { SharedCell } from '../document/cell-shape.ts';
import { useSource } from '../document/use-cells.ts';
import { type FaultLine, faultLine } from './fault-line.ts';
import { joined } from './mime.ts';
import styles from './outputs.module.css';
import { colored } from './text-output.tsx';

interface ErrorOutputProps {
  readonly error: Record<string, unknown>;
  readonly cell: SharedCell;
}

/** A person stopped the cell: nothing has failed. */
export function isInterruption(name: unknown): boolean {
  return name === 'KeyboardInterrupt' || name === 'Interrupted';
}

/** What failed, the line it failed at, and the trace folded away. */
export function ErrorOutput({ error, cell }: ErrorOutputProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const source = useSource(cell);
  const name = joined(error.ename);
  const value = joined(error.evalue);
  const trace = Array.isArray(error.traceback) ? error.traceback.join('\n') : joined(error.traceback);
  const interrupted = isInterruption(name);
  const traceLines = trace === '' ? 0 : trace.split('\n').length;
  const [title = '', ...more] = value.split('\n');
  const fault = faultLine(source, value, trace);
  const rest = more
    .filter((line) => !/^\s*(LINE \d+:|\^)/.test(line))
    .join('\n')
    .trim();
  if (interrupted)
    return (
      <div className={styles.interrupted}>
        {traceLines > 1 ? (
          <UnstyledButton className={styles.traceToggle} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('notebook.output.hideTrace') : t('notebook.output.showTrace', { count: traceLines })}
          </UnstyledButton>
        ) : (
          t('notebook.state.interrupted')
        )}
        {open && <pre className={styles.trace}>{colored(trace)}</pre>}
      </div>
    );
  return (
    <div className={styles.error} role="alert">
      <div className={styles.errorTitle}>
        <IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
        <span>{title === '' ? name : title.startsWith(name) || name === '' ? title : `${name}: ${title}`}</span>
      </div>
      {fault !== null && <Fault line={fault} />}
      {rest !== '' && <pre className={styles.errorRest}>{rest}</pre>}
      {traceLines > 1 && (
        <UnstyledButton className={styles.traceToggle} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('notebook.output.hideTrace') : t('notebook.output.showTrace', { count: traceLines })}
        </UnstyledButton>
      )}
      {open && <pre className={styles.trace}>{colored(trace)}</pre>}
    </div>
  );
}

function Fault({ line }: { line: FaultLine }) {
  const { text, from, to } = line;
  return (
    <pre className={styles.fault}>
      <span className={styles.faultNumber}>{line.number}</span>
      {text.slice(0, from)}
      <span className={styles.wavy}>{text.slice(from, to)}</span>
      {text.slice(to)}
    </pre>
  );
}
