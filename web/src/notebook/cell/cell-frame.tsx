import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { memo, type ReactNode, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { PlainButton } from '../../parts/plain-button.tsx';
import { useNotebook } from '../context.ts';
import { idOf, type SharedCell } from '../document/cell-shape.ts';
import { useCellFacts, useCellState, usePart, useSource } from '../document/use-cells.ts';
import { plainMarkdown } from '../outputs/plain-markdown.ts';
import styles from './cell.module.css';
import { CellMenu } from './cell-menu.tsx';
import { CodeCell } from './code-cell.tsx';
import { TextCell } from './text-cell.tsx';
import { useDistance } from './use-near.ts';

const cellDrag = 'application/x-stoa-cell';

/** One cell: the gutter with its run button, and beside it what it holds. */
export const CellFrame = memo(function CellFrame({ cell, index, label, near }: CellFrameProps) {
  const { commands, selection } = useNotebook();
  const id = idOf(cell);
  const frame = useRef<HTMLElement>(null);
  const { distance, seen } = useDistance(frame, near);
  const look = useSyncExternalStore(selection.subscribe, () => {
    const { active, selected, mode } = selection.get();
    return active === id ? (mode === 'edit' ? 'editing' : 'active') : selected.has(id) ? 'selected' : 'plain';
  });
  const kind = useKind(cell);
  const editing = look === 'editing';
  // A cell is filled when it first comes near, and then stays: a thousand cells open as fast as ten.
  const [filled, setFilled] = useState(false);
  if (!filled && (seen || editing)) setFilled(true);
  return (
    <section
      ref={frame}
      className={styles.cell}
      data-cell={id}
      data-look={look}
      data-kind={kind}
      tabIndex={look === 'active' || (look === 'plain' && index === 0) ? 0 : -1}
      aria-label={label}
      onFocus={(event) => {
        if (event.target === frame.current && look === 'plain') commands.choose(id);
      }}
      onPointerDown={(event) => {
        if (event.defaultPrevented || !(event.target instanceof Element)) return;
        if (event.target.closest('.cm-editor, button, a, input, [role=grid], [role=menu]') !== null) {
          if (event.target.closest('.cm-editor') === null && look === 'plain') commands.choose(id);
          return;
        }
        if (event.shiftKey) {
          event.preventDefault();
          commands.extendTo(id);
        } else commands.choose(id);
        if (window.getSelection()?.isCollapsed ?? true) frame.current?.focus({ preventScroll: true });
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(cellDrag)) return;
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        event.currentTarget.dataset.drop = event.clientY < box.top + box.height / 2 ? 'before' : 'after';
      }}
      onDragLeave={(event) => {
        delete event.currentTarget.dataset.drop;
      }}
      onDrop={(event) => {
        const moved = event.dataTransfer.getData(cellDrag);
        const after = event.currentTarget.dataset.drop === 'after';
        delete event.currentTarget.dataset.drop;
        if (moved !== '') commands.drop(moved, index + (after ? 1 : 0));
      }}
    >
      {filled ? <Gutter cell={cell} kind={kind} active={look !== 'plain'} /> : <div />}
      <div className={styles.body}>
        {!filled ? (
          <FarText cell={cell} kind={kind} />
        ) : kind === 'code' ? (
          <CodeCell cell={cell} distance={distance} editing={editing} />
        ) : (
          <TextCell cell={cell} kind={kind} distance={distance} editing={editing} />
        )}
      </div>
    </section>
  );
});

interface CellFrameProps {
  readonly cell: SharedCell;
  readonly index: number;
  /** What a screen reader calls it. */
  readonly label: string;
  /** Its sheet is not far from what is seen. */
  readonly near: boolean;
}

/** The text alone, so that the cell has about its height and can be searched. */
function FarText({ cell, kind }: { cell: SharedCell; kind: 'code' | 'markdown' | 'raw' }) {
  const text = useSource(cell);
  return (
    <pre className={`${styles.far} ${kind === 'markdown' ? styles.farProse : styles.code}`}>
      {kind === 'markdown' ? plainMarkdown(text) : text}
    </pre>
  );
}

function useKind(cell: SharedCell): 'code' | 'markdown' | 'raw' {
  const kind = cell.get('cell_type');
  return kind === 'markdown' || kind === 'raw' ? kind : 'code';
}

interface GutterProps {
  readonly cell: SharedCell;
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly active: boolean;
}

const Gutter = memo(function Gutter({ cell, kind, active }: GutterProps) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const facts = useCellFacts(cell, session.doc);
  const state = useCellState(session, cell);
  const locked = usePart(session.state, (one) => one.readOnly);
  const id = idOf(cell);
  const busy = state?.phase === 'running' || state?.phase === 'queued';
  let button: ReactNode = null;
  if (kind === 'code' && !locked)
    button = busy ? (
      <PlainButton
        className={styles.run}
        data-busy
        aria-label={t('notebook.cell.stop')}
        title={t('notebook.cell.stop')}
        onClick={() => commands.stop(id)}
      >
        <IconPlayerStopFilled size={14} />
      </PlainButton>
    ) : (
      <PlainButton
        className={styles.run}
        aria-label={t('notebook.cell.run')}
        title={`${t('notebook.cell.run')}  Ctrl Enter`}
        onClick={() => {
          commands.choose(id);
          commands.run([id]);
        }}
      >
        <IconPlayerPlayFilled size={14} />
      </PlainButton>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging has keys of its own, Alt and the arrows
    <div
      className={styles.gutter}
      draggable={!locked}
      onDragStart={(event) => {
        event.dataTransfer.setData(cellDrag, id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      {button}
      {kind === 'code' && (
        <span className="s11 t3">{state?.phase === 'running' ? '*' : (facts.executionCount ?? '')}</span>
      )}
      {active && !locked && <CellMenu cell={cell} kind={kind} />}
    </div>
  );
});
