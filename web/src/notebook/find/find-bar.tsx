import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import { cellsOf, idOf, type SharedCell, sourceOf } from '../document/cell-shape.ts';
import { useCellList, usePart } from '../document/use-cells.ts';
import { editorOf } from '../editor/open-editors.ts';
import { wantEditors } from '../editor/use-editor.ts';
import styles from '../notebook.module.css';

interface Hit {
  readonly cell: string;
  readonly from: number;
}

interface FindBarProps {
  /** How often it was asked for: asked again while it is open, it takes the keyboard with its words selected. */
  readonly asked: number;
  readonly onClose: () => void;
}

/** Finds and replaces in the text of all cells. */
export function FindBar({ asked, onClose }: FindBarProps) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const locked = usePart(session.state, (state) => state.readOnly);
  const cells = useCellList(session.doc);
  const [words, setWords] = useState('');
  const [replacement, setReplacement] = useState('');
  const [edits, setEdits] = useState(0);
  const [at, setAt] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time it is asked for
  useEffect(() => field.current?.select(), [asked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: edits says that texts changed
  const hits = useMemo(() => findIn(textsOf(cells), words), [cells, words, edits]);
  const show = (found: readonly Hit[], index: number, length: number, mode: 'command' | 'edit') => {
    const hit = found[index];
    setAt(hit === undefined ? -1 : index);
    if (hit === undefined) return;
    commands.choose(hit.cell, locked ? 'command' : mode);
    reveal(hit, length);
  };
  const go = (by: 1 | -1) =>
    show(hits, (Math.max(at, by === 1 ? -1 : 0) + by + hits.length) % hits.length, words.length, 'edit');
  const replaceAll = () => {
    session.doc.transact(() => {
      for (const cell of cellsOf(session.doc)) {
        const source = sourceOf(cell);
        for (const { from } of findIn([[idOf(cell), source.toString()]], words).reverse()) {
          source.delete(from, words.length);
          source.insert(from, replacement);
        }
      }
    });
    setEdits(edits + 1);
  };
  return (
    <form
      className={styles.find}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        if (event.key === 'f' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          field.current?.select();
        }
        // A form of two fields without a button to submit does nothing by itself.
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement && !event.nativeEvent.isComposing) {
          event.preventDefault();
          go(event.shiftKey ? -1 : 1);
        }
      }}
    >
      <TextInput
        ref={field}
        autoFocus
        aria-label={t('notebook.find.words')}
        placeholder={t('notebook.find.words')}
        value={words}
        onChange={(event) => {
          const sought = event.currentTarget.value;
          setWords(sought);
          wantEditors();
          // Text cells stay as they read while the words are still being typed.
          show(findIn(textsOf(cells), sought), 0, sought.length, 'command');
        }}
      />
      <span className={`s12 t2 ${styles.hits}`}>
        {words === '' ? '' : t('notebook.find.of', { at: hits.length === 0 ? 0 : at + 1, count: hits.length })}
      </span>
      <ActionIcon aria-label={t('notebook.find.previous')} onClick={() => go(-1)}>
        <IconChevronUp size={16} stroke={1.75} />
      </ActionIcon>
      <ActionIcon aria-label={t('notebook.find.next')} onClick={() => go(1)}>
        <IconChevronDown size={16} stroke={1.75} />
      </ActionIcon>
      {!locked && (
        <>
          <TextInput
            aria-label={t('notebook.find.replacement')}
            placeholder={t('notebook.find.replacement')}
            value={replacement}
            onChange={(event) => setReplacement(event.currentTarget.value)}
          />
          <Button variant="default" disabled={hits.length === 0} onClick={replaceAll}>
            {t('notebook.find.replaceAll')}
          </Button>
        </>
      )}
      <span className="grow" />
      <ActionIcon aria-label={t('parts.close')} onClick={onClose}>
        <IconX size={16} stroke={1.75} />
      </ActionIcon>
    </form>
  );
}

function textsOf(cells: readonly SharedCell[]): [string, string][] {
  return cells.map((cell) => [idOf(cell), sourceOf(cell).toString()]);
}

/** Brings the hit into view and selects it in its cell's editor, where there is one. */
function reveal({ cell, from }: Hit, length: number): void {
  const now = () => {
    const frame = document.querySelector(`[data-cell="${CSS.escape(cell)}"]`);
    frame?.scrollIntoView({ block: 'nearest' });
    editorOf(cell)?.dispatch({ selection: { anchor: from, head: from + length }, scrollIntoView: true });
  };
  // A cell that was far from the view has no editor yet: it gets one when it is near.
  requestAnimationFrame(() => requestAnimationFrame(now));
  setTimeout(now, 300);
}

/** Without regard to case where the words have no capital. */
export function findIn(texts: readonly (readonly [string, string])[], words: string): Hit[] {
  if (words === '') return [];
  const exact = words !== words.toLowerCase();
  const hits: Hit[] = [];
  for (const [cell, text] of texts) {
    const searched = exact ? text : text.toLowerCase();
    for (let from = searched.indexOf(words); from >= 0; from = searched.indexOf(words, from + words.length))
      hits.push({ cell, from });
  }
  return hits;
}
