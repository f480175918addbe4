import { highlightCode } from '@lezer/highlight';
import { memo, type ReactNode } from 'react';
import styles from './editor.module.css';
import { highlighter, type LanguageName, useLanguage } from './languages.ts';

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
  const support = useLanguage(colored ? language : null);
  const parser = support?.language.parser;
  const lines: ReactNode[][] = [[]];
  if (parser === undefined || text.length > 100_000) {
    for (const [index, line] of text.split('\n').entries()) lines[index] = [line];
  } else {
    highlightCode(
      text,
      parser.parse(text),
      highlighter,
      (piece, classes) => {
        const line = lines.at(-1);
        line?.push(
          classes === '' ? (
            piece
          ) : (
            <span key={line.length} className={classes}>
              {piece}
            </span>
          ),
        );
      },
      () => lines.push([]),
    );
  }
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
          <div key={index}>{line.length === 0 || line[0] === '' ? '\u200b' : line}</div>
        ))}
      </pre>
    </div>
  );
});
