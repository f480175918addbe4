import { highlightCode } from '@lezer/highlight';
import { highlighter, type LanguageName, loadLanguage } from '../editor/languages.ts';

/** Colours a fenced block of code in place. */
async function color(code: HTMLElement, language: LanguageName): Promise<void> {
  const { parser } = (await loadLanguage(language)).language;
  const text = code.textContent ?? '';
  const pieces: Node[] = [];
  highlightCode(
    text,
    parser.parse(text),
    highlighter,
    (piece, classes) => {
      const span = document.createElement('span');
      span.textContent = piece;
      if (classes !== '') span.className = classes;
      pieces.push(span);
    },
    () => pieces.push(document.createTextNode('\n')),
  );
  code.replaceChildren(...pieces);
}

export const duckdbSqlParser = (code: HTMLElement) => color(code, 'sql');
export const pythonParser = (code: HTMLElement) => color(code, 'python');
