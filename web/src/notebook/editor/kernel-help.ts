import { indentLess } from '@codemirror/commands';
import { StateEffect, StateField } from '@codemirror/state';
import { type EditorView, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import { ansiSpans } from '../outputs/ansi.ts';
import type { KernelTalk } from './kernel-talk.ts';

const setHelp = StateEffect.define<Tooltip | null>();

const helpField = StateField.define<Tooltip | null>({
  create: () => null,
  update: (tooltip, transaction) => {
    for (const effect of transaction.effects) if (effect.is(setHelp)) return effect.value;
    return transaction.docChanged || transaction.selection !== undefined ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

export const kernelHelp = [
  helpField,
  keymap.of([
    {
      key: 'Escape',
      run: (view) => {
        if (view.state.field(helpField) === null) return false;
        view.dispatch({ effects: setHelp.of(null) });
        return true;
      },
    },
  ]),
];

/** Help for the word at the cursor; at a line's indentation Shift Tab takes indentation back. */
export function showHelp(talk: KernelTalk, view: EditorView): boolean {
  const { head } = view.state.selection.main;
  const line = view.state.doc.lineAt(head);
  if (/^\s*$/.test(line.text.slice(0, head - line.from))) return indentLess(view);
  void ask(talk, view, head);
  return true;
}

async function ask({ session, kernel }: KernelTalk, view: EditorView, pos: number): Promise<void> {
  const reply = await session.inspect(kernel(), view.state.doc.toString(), pos);
  const text = reply?.found ? reply.data['text/plain'] : undefined;
  if (text === undefined || view.state.selection.main.head !== pos) return;
  view.dispatch({ effects: setHelp.of({ pos, above: false, create: () => ({ dom: helpCard(text) }) }) });
}

function helpCard(text: string): HTMLElement {
  const card = document.createElement('pre');
  card.className = 'stoa-help';
  for (const span of ansiSpans(text)) {
    const piece = document.createElement('span');
    piece.textContent = span.text;
    if (span.bold) piece.classList.add('ansi-bold');
    if (typeof span.color === 'number') piece.classList.add(`ansi-${span.color}`);
    card.append(piece);
  }
  return card;
}
