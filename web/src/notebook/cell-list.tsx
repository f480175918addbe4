import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Empty } from '../parts/empty.tsx';
import { CellSheet } from './cell-sheet.tsx';
import { useNotebook } from './context.ts';
import { idOf, type SharedCell } from './document/cell-shape.ts';
import { useCellList, usePart } from './document/use-cells.ts';
import { notePageMoved } from './editor/mount-queue.ts';
import { cursorOf, focusEditor } from './editor/open-editors.ts';
import { wantEditors } from './editor/use-editor.ts';
import styles from './notebook.module.css';
import { intoSheets, type Sheet } from './sheets.ts';

/** Reading needs no editor: what makes them comes with the pointer or the keyboard, or when the page rests for long. */
const editorsAfterMs = 30_000;

const sheetSize = 16;

/** All cells, in one scrolling column. */
export function CellList() {
  const { t } = useTranslation();
  const { session, commands, selection } = useNotebook();
  const cells = useCellList(session.doc);
  const { sheets, starts } = useSheets(cells);
  const locked = usePart(session.state, (state) => state.readOnly);
  const column = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frameOf = (id: string) =>
      column.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"]`) ?? null;
    const focusFrame = (id: string) => {
      const frame = frameOf(id);
      frame?.focus({ preventScroll: true });
      if (frame !== null && column.current !== null) reveal(frame, column.current);
      return frame !== null;
    };
    commands.setStage({
      focusCell: (id, where) => {
        if (where !== 'frame') focusEditor(id, where);
        else if (!focusFrame(id)) requestAnimationFrame(() => focusFrame(id));
      },
      focusInput: (inputId) =>
        requestAnimationFrame(() => {
          const field = column.current?.querySelector<HTMLElement>(`[data-input="${CSS.escape(inputId)}"]`);
          field?.scrollIntoView({ block: 'nearest' });
          field?.focus({ preventScroll: true });
        }),
      cursorOf,
    });
    return () => commands.setStage(null);
  }, [commands]);
  useEffect(() => {
    const timer = setTimeout(wantEditors, editorsAfterMs);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const { active } = selection.get();
    const here = cells.some((cell) => idOf(cell) === active);
    const first = cells[0];
    if (!here && first !== undefined) commands.choose(idOf(first));
  }, [cells, commands, selection]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that somebody is about to write
    <div
      ref={column}
      className={styles.column}
      onScroll={notePageMoved}
      onPointerMove={(event) => {
        if (event.target instanceof Element && event.target.closest('pre') !== null) wantEditors();
      }}
      onKeyDown={wantEditors}
    >
      {sheets.map(({ key, cells }, at) => (
        <CellSheet key={key} cells={cells} from={starts[at] ?? 0} />
      ))}
      {cells.length === 0 && (
        <Empty
          title={t('notebook.empty.title')}
          hint={t('notebook.empty.hint')}
          action={<Button onClick={() => commands.addOf('code', 'sql')}>{t('notebook.empty.add')}</Button>}
        />
      )}
      {cells.length > 0 && !locked && (
        <div className={styles.addRow}>
          <AddButton word="SQL" onClick={() => addAtEnd(() => commands.addOf('code', 'sql'))} />
          <AddButton word="Python" onClick={() => addAtEnd(() => commands.addOf('code', 'python3'))} />
          <AddButton word={t('notebook.kind.text')} onClick={() => addAtEnd(() => commands.addOf('markdown'))} />
        </div>
      )}
    </div>
  );

  function addAtEnd(add: () => void): void {
    const last = cells.at(-1);
    if (last !== undefined) commands.choose(idOf(last));
    add();
  }
}

function useSheets(cells: readonly SharedCell[]): { sheets: readonly Sheet<SharedCell>[]; starts: readonly number[] } {
  const before = useRef<readonly Sheet<SharedCell>[]>([]);
  return useMemo(() => {
    const sheets = intoSheets(before.current, cells, idOf, sheetSize);
    before.current = sheets;
    let next = 0;
    const starts = sheets.map((sheet) => {
      const start = next;
      next += sheet.cells.length;
      return start;
    });
    return { sheets, starts };
  }, [cells]);
}

function AddButton({ word, onClick }: { word: string; onClick: () => void }) {
  return (
    <Button variant="subtle" leftSection={<IconPlus size={16} stroke={1.75} />} onClick={onClick}>
      {word}
    </Button>
  );
}

function reveal(frame: HTMLElement, column: HTMLElement): void {
  const cell = frame.getBoundingClientRect();
  const view = column.getBoundingClientRect();
  if (cell.top < view.top) column.scrollBy({ top: cell.top - view.top - 8 });
  else if (cell.bottom > view.bottom && cell.height < view.height)
    column.scrollBy({ top: cell.bottom - view.bottom + 8 });
  else if (cell.top > view.bottom - 60) column.scrollBy({ top: cell.top - view.top - 60 });
}
