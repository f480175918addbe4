import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { formatBytes } from '../../parts/format-bytes.ts';
import { useNotebook } from '../context.ts';
import { record } from '../document/cell-shape.ts';
import { outputUrl } from './output-url.ts';
import styles from './outputs.module.css';

/** Shown without asking up to here. */
const unaskedBytes = 2_000_000;

interface ReferencedOutputProps {
  readonly reference: unknown;
  readonly words: string;
  /** Draws what was in the file, a MIME bundle. */
  readonly draw: (content: Record<string, unknown>) => ReactNode;
}

/** A large output that lies in a file beside the notebook; a picture is shown at once, text when asked for. */
export function ReferencedOutput({ reference, words, draw }: ReferencedOutputProps) {
  const { t, language } = useTranslation();
  const { session } = useNotebook();
  const { file, mime, bytes } = record(reference);
  const [content, setContent] = useState<Record<string, unknown> | null>(null);
  const [state, setState] = useState<'waiting' | 'loading' | 'failed'>('waiting');
  const url = typeof file === 'string' ? outputUrl(session, file) : '';
  const type = typeof mime === 'string' ? mime : 'text/plain';
  const size = typeof bytes === 'number' ? bytes : 0;
  const picture = /^image\/(png|jpeg|gif|webp)$/.test(type);
  const load = async () => {
    setState('loading');
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      setContent({ [type]: type.endsWith('json') ? JSON.parse(text) : text });
    } catch {
      setState('failed');
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each file
  useEffect(() => {
    if (!picture && size <= unaskedBytes) void load();
  }, [url]);
  if (picture) return <img className={styles.image} src={url} alt={words} loading="lazy" />;
  if (content !== null) return draw(content);
  return (
    <div className={styles.cut}>
      {state === 'failed' ? t('notebook.output.notLoaded') : words || type}
      <Button variant="default" loading={state === 'loading'} onClick={() => void load()}>
        {t('notebook.output.show', { bytes: formatBytes(size, language) })}
      </Button>
      <a href={url} download>
        {t('notebook.output.download')}
      </a>
    </div>
  );
}
