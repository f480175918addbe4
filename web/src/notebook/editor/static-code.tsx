import { memo, type ReactNode } from 'react';
import type { PutText } from './colored-text.ts';
import { useColoring } from './coloring.ts';
import styles from './editor.module.css';
import type { LanguageName } from './language-name.ts';

interface StaticCodeProps {
  readonly text: string;
  readonly language: LanguageName | null;
  /** Off far from the view: the text alone, which costs next to nothing. */
  readonly colored: boolean;
  readonly numbered: boolean;
  readonly wrapped?: boolean;
}

/** Code as an editor would show it, without an editor: for cells nobody types in. */
export const StaticCode = memo(function StaticCode({ text, language, colored, numbered, wrapped }: StaticCodeProps) {
  const coloring = useColoring(colored ? language : null);
  const lines: ReactNode[][] = [[]];
  const put: PutText = (piece, classes) => {
    for (const [index, part] of piece.split('\n').entries()) {
      if (index > 0) lines.push([]);
      const line = lines.at(-1);
      if (part === '' || line === undefined) continue;
      line.push(
        classes === '' ? (
          part
        ) : (
          <span key={line.length} className={classes}>
            {part}
          </span>
        ),
      );
    }
  };
  if (coloring === null || text.length > 100_000) put(text, '');
  else coloring(text, put);
  return (
    <div className={`${styles.static} ${wrapped ? styles.wrapped : ''}`}>
      {numbered && (
        <div className={styles.numbers} aria-hidden="true">
          {lines.map((_, index) => `${index + 1}\n`).join('')}
        </div>
      )}
      <pre className={styles.lines}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <div key={index}>{line.length === 0 ? '\u200b' : line}</div>
        ))}
      </pre>
    </div>
  );
});
