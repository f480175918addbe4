import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import styles from './outputs.module.css';

/** Taller output scrolls inside its frame. */
const tallest = 4_000;
/** The height a piece of HTML had last, so that it does not jump when it comes back. */
const heights = new Map<string, number>();

/**
 * HTML and SVG of a tenant's code. It never runs on this page's origin: it goes by message into a sandboxed frame of an
 * opaque origin, served from the content host.
 */
export function FramedOutput({ html }: { html: string }) {
  const { frameUrl } = useNotebook();
  return frameUrl === null ? <StillFrame html={html} /> : <LiveFrame html={html} url={frameUrl} />;
}

function LiveFrame({ html, url }: { html: string; url: string }) {
  const { t } = useTranslation();
  const frame = useRef<HTMLIFrameElement>(null);
  const theme = useComputedColorScheme('light');
  // The frame is dark before it hears of anything, or it would flash.
  const [address] = useState(`${url}#${theme}`);
  const key = `${html.length}:${html.slice(0, 200)}`;
  const [height, setHeight] = useState(heights.get(key) ?? 48);
  useEffect(() => {
    const show = () => frame.current?.contentWindow?.postMessage({ kind: 'stoa-output', html, theme }, '*');
    const listen = ({ source, data }: MessageEvent<unknown>) => {
      if (source === null || source !== frame.current?.contentWindow || typeof data !== 'object' || data === null)
        return;
      const kind = Reflect.get(data, 'kind');
      if (kind === 'stoa-ready') show();
      const asked = Reflect.get(data, 'height');
      if (kind !== 'stoa-height' || typeof asked !== 'number' || !Number.isFinite(asked)) return;
      const next = Math.min(tallest, Math.max(20, Math.ceil(asked)));
      heights.set(key, next);
      setHeight(next);
    };
    addEventListener('message', listen);
    show();
    return () => removeEventListener('message', listen);
  }, [html, theme, key]);
  return (
    <iframe
      ref={frame}
      className={styles.frame}
      title={t('notebook.output.frame')}
      src={address}
      sandbox="allow-scripts allow-popups"
      referrerPolicy="no-referrer"
      style={{ height }}
    />
  );
}

/** Without a content host nothing of it runs; it is shown as it stands, and says so. */
function StillFrame({ html }: { html: string }) {
  const { t } = useTranslation();
  const theme = useComputedColorScheme('light');
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  const page = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="color-scheme" content="${theme}">${html}`;
  return (
    <>
      <div className={styles.cut}>{t('notebook.output.still')}</div>
      <iframe className={styles.still} title={t('notebook.output.frame')} srcDoc={page} sandbox="" />
    </>
  );
}
