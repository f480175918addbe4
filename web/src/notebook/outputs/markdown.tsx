import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useNotebook } from '../context.ts';
import { fetchModule } from '../fetch-module.ts';
import styles from './markdown.module.css';
import { plainMarkdown } from './plain-markdown.ts';
import type { Renderer } from './render-markdown.ts';

let renderer: Renderer | null = null;
let asked: Promise<Renderer> | null = null;

/** Fetches the renderer, which is not among the first things of the page. */
export function wantMarkdown(): Promise<Renderer> {
  asked ??= fetchModule(() => import('./render-markdown.ts')).then((module) => {
    renderer = module.renderMarkdown;
    return renderer;
  });
  return asked;
}

/** Markdown with maths; its plain words until the renderer is there. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const { session } = useNotebook();
  const host = useRef<HTMLDivElement>(null);
  const [render, setRender] = useState<Renderer | null>(() => renderer);
  useEffect(() => {
    if (render !== null) return;
    let current = true;
    void wantMarkdown().then((loaded) => {
      if (current) setRender(() => loaded);
    });
    return () => {
      current = false;
    };
  }, [render]);
  useLayoutEffect(() => {
    if (host.current !== null && render !== null) render(host.current, text, session.account, session.path);
  }, [render, text, session]);
  if (render === null) return <div className={styles.plain}>{plainMarkdown(text)}</div>;
  return <div ref={host} className={styles.markdown} />;
});
