import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
  tooltips,
} from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import type * as Y from 'yjs';
import { nonce } from '../../theme/nonce.ts';
import type { Commands } from '../commands.ts';
import { undoManagerOf } from '../document/undo.ts';
import { editKeys } from '../keys/bindings.ts';
import { forMachine, onMac } from '../keys/stroke.ts';
import { kernelCompletion } from './completion.ts';
import styles from './editor.module.css';
import { highlighter } from './highlighter.ts';
import { keptCursor } from './kept-cursor.ts';
import { kernelHelp } from './kernel-help.ts';
import type { KernelTalk } from './kernel-talk.ts';
import type { LanguageName } from './language-name.ts';
import { loadLanguage } from './languages.ts';
import { editorOf, registerEditor } from './open-editors.ts';
import { othersCursors } from './others-cursors.ts';

export interface CodeEditorProps {
  readonly cellId: string;
  readonly source: Y.Text;
  readonly language: LanguageName | null;
  readonly commands: Commands;
  /** Null for text cells: no completion there. */
  readonly talk: KernelTalk | null;
  readonly wrapped: boolean;
  readonly hint: string;
  readonly onFocus: () => void;
}

/** A CodeMirror editor on the cell's shared text. */
export function CodeEditor(props: CodeEditorProps) {
  const { cellId, source, language, wrapped } = props;
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  // Before the next key: what is typed while a plain editor makes room for this one is lost otherwise.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const view = openEditor(host.current, latest, source);
    const forget = registerEditor(cellId, view);
    return () => {
      forget();
      view.destroy();
    };
  }, [cellId, source]);
  useEffect(() => {
    const view = editorOf(cellId);
    if (view === null) return;
    let current = true;
    if (language === null) view.dispatch({ effects: languagePart.reconfigure([]) });
    else
      void loadLanguage(language).then((support) => {
        if (current && editorOf(cellId) === view)
          view.dispatch({ effects: languagePart.reconfigure(support.extension) });
      });
    view.dispatch({ effects: wrapPart.reconfigure(wrapped ? EditorView.lineWrapping : lineNumbers()) });
    return () => {
      current = false;
    };
  }, [cellId, language, wrapped]);
  return <div ref={host} className={`${styles.editor} ${wrapped ? styles.wrapped : ''}`} />;
}

const languagePart = new Compartment();
const wrapPart = new Compartment();

function openEditor(host: HTMLElement, props: { current: CodeEditorProps }, source: Y.Text): EditorView {
  const { talk, hint, commands, cellId } = props.current;
  const awareness = talk?.session.awareness;
  const leave = (by: 1 | -1) => (view: EditorView) => {
    const { main } = view.state.selection;
    const line = view.state.doc.lineAt(main.head).number;
    if (!main.empty || line !== (by === 1 ? view.state.doc.lines : 1)) return false;
    return props.current.commands.stepEditor(cellId, by);
  };
  return new EditorView({
    parent: host,
    state: EditorState.create({
      doc: source.toString(),
      extensions: [
        EditorView.cspNonce.of(nonce),
        tooltips({ parent: document.body, position: 'fixed' }),
        Prec.high(
          keymap.of([
            ...editKeys.flatMap(({ keys, run }) =>
              keys.map((key) => ({
                key: forMachine(key, onMac),
                preventDefault: true,
                run: () => {
                  run(commands);
                  return true;
                },
              })),
            ),
            { key: 'ArrowUp', run: leave(-1) },
            { key: 'ArrowDown', run: leave(1) },
          ]),
        ),
        // Help and completion take Escape and Tab before the notebook does.
        Prec.highest(talk === null ? [] : [kernelHelp, kernelCompletion(talk)]),
        yCollab(source, null, { undoManager: undoManagerOf(source) }),
        awareness === undefined ? [] : othersCursors(source, awareness),
        highlightSpecialChars(),
        drawSelection(),
        keptCursor,
        indentOnInput(),
        indentUnit.of('    '),
        bracketMatching(),
        closeBrackets(),
        syntaxHighlighting(highlighter),
        placeholder(hint),
        wrapPart.of(props.current.wrapped ? EditorView.lineWrapping : lineNumbers()),
        languagePart.of([]),
        keymap.of([...closeBracketsKeymap, ...yUndoManagerKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': hint }),
        EditorView.domEventHandlers({
          focus: () => props.current.onFocus(),
        }),
      ],
    }),
  });
}
