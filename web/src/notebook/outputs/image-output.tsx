import { useEffect, useState } from 'react';
import styles from './outputs.module.css';

interface ImageOutputProps {
  readonly mime: string;
  readonly base64: string;
  /** Jupyter's: width and height in CSS pixels. */
  readonly metadata: Record<string, unknown>;
  readonly words: string;
}

export function ImageOutput({ mime, base64, metadata, words }: ImageOutputProps) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const bytes = Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (letter) => letter.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: mime }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [base64, mime]);
  const size = {
    ...(typeof metadata.width === 'number' ? { width: metadata.width } : {}),
    ...(typeof metadata.height === 'number' ? { height: metadata.height } : {}),
  };
  return url === null ? (
    <div className={styles.image} />
  ) : (
    <img className={styles.image} src={url} alt={words} {...size} />
  );
}
