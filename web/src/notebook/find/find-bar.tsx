import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import { cellsOf, idOf, sourceOf } from '../document/cell-shape.ts';
import { useCellList, usePart } from '../document/use-cells.ts';
import { editorOf } from '../editor/open-editors.ts';
import styles from '../notebook.module.css';

interface Hit {
  readonly cell: string;
  readonly from: number;
}

/** Finds and replaces in the text of all cells. */
export function FindBar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const locked = usePart(session.state, (state) => state.readOnly);
  const cells = useCellList(session.doc);
  const [words, setWords] = useState('');
  const [replacement, setReplacement] = useState('');
  const [edits, setEdits] = useState(0);
  const at = useRef(-1);
  const [shown, setShown] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: edits says that texts changed
  const hits = useMemo(
    () =>
      findIn(
        cells.map((cell) => [idOf(cell), sourceOf(cell).toString()]),
        words,
      ),
    [cells, words, edits],
  );
  const go = (by: 1 | -1) => {
    if (hits.length === 0) return;
    at.current = (at.current + by + hits.length) % hits.length;
    setShown(at.current + 1);
    const hit = hits[at.current];
    if (hit === undefined) return;
    commands.choose(hit.cell, locked ? 'command' : 'edit');
    const reveal = () => {
      document.querySelector(`[data-cell="${CSS.escape(hit.cell)}"]`)?.scrollIntoView({ block: 'nearest' });
      editorOf(hit.cell)?.dispatch({
        selection: { anchor: hit.from, head: hit.from + words.length },
        scrollIntoView: true,
      });
    };
    requestAnimationFrame(() => requestAnimationFrame(reveal));
  };
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
      onSubmit={(event) => {
        event.preventDefault();
        go(1);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        if (event.key === 'Enter' && event.shiftKey) {
          event.preventDefault();
          go(-1);
        }
      }}
    >
      <TextInput
        autoFocus
        aria-label={t('notebook.find.words')}
        placeholder={t('notebook.find.words')}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          at.current = -1;
          setShown(0);
        }}
      />
      <span className={`s12 t2 ${styles.hits}`}>
        {words === '' ? '' : t('notebook.find.of', { at: shown, count: hits.length })}
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
