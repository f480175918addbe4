import { memo, useEffect, useRef, useState } from 'react';
import { useNotebook } from '../context.ts';
import { fetchModule } from '../fetch-module.ts';
import styles from './markdown.module.css';
import type { Renderer } from './render-markdown.ts';

let renderer: Renderer | null = null;
let asked: Promise<Renderer> | null = null;

/** Markdown with maths. The renderer is fetched when the first text cell is shown. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const { session } = useNotebook();
  const host = useRef<HTMLDivElement>(null);
  const [render, setRender] = useState<Renderer | null>(() => renderer);
  useEffect(() => {
    if (render !== null) return;
    asked ??= fetchModule(() => import('./render-markdown.ts')).then((module) => module.renderMarkdown);
    let current = true;
    void asked.then((loaded) => {
      renderer = loaded;
      if (current) setRender(() => loaded);
    });
    return () => {
      current = false;
    };
  }, [render]);
  useEffect(() => {
    if (host.current !== null && render !== null) render(host.current, text, session.account, session.path);
  }, [render, text, session]);
  return <div ref={host} className={styles.markdown} />;
});
