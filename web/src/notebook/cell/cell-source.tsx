import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import { idOf, kernelOf, type SharedCell, sourceOf } from '../document/cell-shape.ts';
import { usePart, useSource } from '../document/use-cells.ts';
import type { LanguageName } from '../editor/language-name.ts';
import { mountSoon, pageRests } from '../editor/mount-queue.ts';
import { focusEditor, onWanted } from '../editor/open-editors.ts';
import { PlainEditor } from '../editor/plain-editor.tsx';
import { StaticCode } from '../editor/static-code.tsx';
import { useEditor, wantEditors } from '../editor/use-editor.ts';
import type { Distance } from './use-near.ts';

export interface CellSourceProps {
  readonly cell: SharedCell;
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly language: LanguageName | null;
  readonly distance: Distance;
  readonly editing: boolean;
}

/** The cell's text: an editor near the view, static code that looks the same elsewhere. */
export function CellSource({ cell, kind, language, distance, editing }: CellSourceProps) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const locked = usePart(session.state, (state) => state.readOnly);
  const text = useSource(cell);
  const id = idOf(cell);
  const CodeEditor = useEditor();
  const [mounted, setMounted] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (locked) return setMounted(false);
    if (editing) {
      wantEditors();
      return setMounted(true);
    }
    if (mounted && distance === 'far') setMounted(false);
    if (!mounted && distance === 'close' && CodeEditor !== null) return mountSoon(() => setMounted(true));
    return;
  }, [locked, editing, mounted, distance, CodeEditor]);
  useEffect(
    () =>
      onWanted(id, () => {
        wantEditors();
        setMounted(true);
      }),
    [id],
  );
  const talk = useMemo(
    () => (kind === 'code' ? { session, kernel: () => kernelOf(cell, session.doc) } : null),
    [session, cell, kind],
  );
  const onFocus = useCallback(() => commands.choose(id, 'edit'), [commands, id]);
  const wrapped = kind !== 'code';
  const hint = t(`notebook.cell.hint.${kind === 'code' ? (language === 'sql' ? 'sql' : 'code') : kind}`);
  const [composing, setComposing] = useState(false);
  if (mounted && !locked) {
    const editor = { cellId: id, source: sourceOf(cell), commands, wrapped, hint, onFocus };
    if (CodeEditor === null || composing) return <PlainEditor {...editor} onComposing={setComposing} />;
    return <CodeEditor {...editor} language={language} talk={talk} />;
  }
  return (
    <div
      ref={host}
      onPointerEnter={(event) => {
        if (!locked && event.buttons === 0 && CodeEditor !== null && pageRests()) setMounted(true);
      }}
      onPointerDown={(event) => {
        if (locked || event.button !== 0) return;
        const at = offsetAt(host.current, event.clientX, event.clientY);
        commands.choose(id, 'edit');
        focusEditor(id, at ?? 'end');
        event.preventDefault();
      }}
    >
      <StaticCode text={text} language={language} colored={distance !== 'far'} numbered={!wrapped} wrapped={wrapped} />
    </div>
  );
}

/** The place in the text that was pressed, so that the editor's cursor lands there. */
function offsetAt(host: HTMLElement | null, x: number, y: number): number | null {
  const caret = document.caretPositionFromPoint?.(x, y);
  const lines = host?.querySelector('pre');
  if (caret === undefined || caret === null || !lines?.contains(caret.offsetNode)) return null;
  let offset = 0;
  for (const line of lines.children) {
    const range = document.createRange();
    range.selectNodeContents(line);
    if (!line.contains(caret.offsetNode)) {
      offset += range.toString().replace('\u200b', '').length + 1;
      continue;
    }
    range.setEnd(caret.offsetNode, caret.offset);
    return offset + range.toString().replace('\u200b', '').length;
  }
  return null;
}
