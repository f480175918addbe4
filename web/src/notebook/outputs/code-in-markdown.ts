import { loadColoring } from '../editor/coloring.ts';
import type { LanguageName } from '../editor/language-name.ts';

/** Colours a fenced block of code in place. */
export async function colorBlock(code: HTMLElement, language: LanguageName): Promise<void> {
  const coloring = await loadColoring(language);
  const pieces: Node[] = [];
  coloring(code.textContent ?? '', (piece, classes) => {
    const span = document.createElement('span');
    span.textContent = piece;
    if (classes !== '') span.className = classes;
    pieces.push(span);
  });
  code.replaceChildren(...pieces);
}
