import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete';
import { indentMore } from '@codemirror/commands';
import type { Extension } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import { showHelp } from './kernel-help.ts';
import type { KernelTalk } from './kernel-talk.ts';

const iconOf: Record<string, string> = {
  module: 'namespace',
  instance: 'variable',
  statement: 'keyword',
  table: 'class',
  view: 'class',
  column: 'property',
  file: 'text',
  path: 'text',
  schema: 'namespace',
  database: 'namespace',
  param: 'variable',
};

async function fromKernel(talk: KernelTalk, context: CompletionContext): Promise<CompletionResult | null> {
  const { session, kernel } = talk;
  const code = context.state.doc.toString();
  if (!context.explicit) {
    // Unasked only where it cannot be in the way: after a letter or a dot, and while the kernel has nothing else to do.
    const before = code.slice(Math.max(0, context.pos - 2), context.pos);
    if (!/[\w.]$/.test(before) || /\d$/.test(before)) return null;
    const state = session.state.get().kernels.find((one) => one.name === kernel());
    if (state?.phase !== 'idle') return null;
    await new Promise((resolve) => setTimeout(resolve, 120));
    if (context.aborted) return null;
  }
  const reply = await session.complete(kernel(), code, context.pos);
  if (reply === null || context.aborted || reply.matches.length === 0) return null;
  return {
    from: reply.start,
    to: reply.end,
    filter: false,
    options: reply.matches.slice(0, 400).map((label, index) => {
      const type = reply.types?.[index];
      return type === undefined ? { label } : { label, type: iconOf[type] ?? type, detail: type };
    }),
  };
}

/** Tab completes after a word and indents after a space; Shift Tab asks for help. */
export function kernelCompletion(talk: KernelTalk): Extension {
  const complete = (view: EditorView) => {
    const { state } = view;
    const { main } = state.selection;
    const before = state.doc.sliceString(Math.max(0, main.from - 1), main.from);
    if (!main.empty || before === '' || /\s/.test(before)) return indentMore(view) || insertIndent(view);
    return completionStatus(state) !== null || startCompletion(view);
  };
  return [
    autocompletion({
      override: [(context) => fromKernel(talk, context)],
      activateOnTypingDelay: 150,
      interactionDelay: 0,
      icons: false,
      tooltipClass: () => 'stoa-completion',
    }),
    keymap.of([
      { key: 'Tab', run: complete },
      { key: 'Shift-Tab', run: (view) => showHelp(talk, view) },
      { key: 'Ctrl-Space', run: startCompletion },
    ]),
  ];
}

function insertIndent(view: EditorView): boolean {
  view.dispatch(view.state.replaceSelection('    '));
  return true;
}
