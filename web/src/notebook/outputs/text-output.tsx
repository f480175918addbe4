import { UnstyledButton } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { ansiSpans, type Span, settleLines } from './ansi.ts';
import styles from './outputs.module.css';

/** Lines shown at first, at the head and at the tail. */
const headLines = 300;
const tailLines = 200;

interface TextOutputProps {
  readonly text: string;
  readonly tone: 'plain' | 'aside';
}

/** Text as a terminal shows it: colours, carriage returns; long text is folded in the middle. */
export const TextOutput = memo(function TextOutput({ text, tone }: TextOutputProps) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const lines = useMemo(() => settleLines(text.replace(/\n$/, '')).split('\n'), [text]);
  const folded = !whole && lines.length > headLines + tailLines + 50;
  const className = `${styles.text} ${tone === 'aside' ? styles.stderr : ''}`;
  if (!folded)
    return (
      <div className={styles.textBox}>
        <pre className={className}>{colored(lines.join('\n'))}</pre>
      </div>
    );
  return (
    <div className={styles.textBox}>
      <pre className={className}>{colored(lines.slice(0, headLines).join('\n'))}</pre>
      <UnstyledButton className={styles.fold} onClick={() => setWhole(true)}>
        {t('notebook.output.moreLines', { count: lines.length - headLines - tailLines })}
      </UnstyledButton>
      <pre className={className}>{colored(lines.slice(-tailLines).join('\n'))}</pre>
    </div>
  );
});

export function colored(text: string) {
  return ansiSpans(text).map((span, index) => {
    const className = classOf(span);
    if (className === '' && typeof span.color !== 'string' && typeof span.ground !== 'string') return span.text;
    const style = {
      ...(typeof span.color === 'string' ? { color: span.color } : {}),
      ...(typeof span.ground === 'string' ? { background: span.ground } : {}),
    };
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: runs of text have no other name
      <span key={index} className={className} style={style}>
        {span.text}
      </span>
    );
  });
}

function classOf(span: Span): string {
  return [
    typeof span.color === 'number' ? `ansi-${span.color}` : '',
    typeof span.ground === 'number' ? `ansi-on-${span.ground}` : '',
    span.bold ? 'ansi-bold' : '',
    span.dim ? 'ansi-dim' : '',
    span.italic ? 'ansi-italic' : '',
    span.underline ? 'ansi-underline' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
}
