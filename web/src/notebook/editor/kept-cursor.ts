import { EditorView } from '@codemirror/view';

/**
 * Puts the browser's cursor back to where the editor's is. When a line is drawn anew within 200 ms of the focus, as it
 * is when the language's colours come, the browser moves its cursor to the start of the text; CodeMirror (6.43) takes
 * that for an effect of the focus, compares with the place it remembers and leaves the cursor there, so that the next
 * letters land before all others.
 */
export const keptCursor = EditorView.updateListener.of(({ view }) => {
  const { main } = view.state.selection;
  if (main.head === 0 || !main.empty || view.composing || !view.hasFocus) return;
  const selection = document.getSelection();
  if (selection === null || !atStart(view.contentDOM, selection)) return;
  const { node, offset } = view.domAtPos(main.head);
  selection.collapse(node, offset);
});

function atStart(content: HTMLElement, { focusNode, focusOffset }: Selection): boolean {
  if (focusOffset !== 0) return false;
  let node: Node | null = focusNode;
  while (node !== null && node !== content && node.previousSibling === null) node = node.parentNode;
  return node === content;
}
