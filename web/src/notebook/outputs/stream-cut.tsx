import { useTranslation } from '../../catalogue/use-translation.ts';
import { formatBytes } from '../../parts/format-bytes.ts';
import { useNotebook } from '../context.ts';
import { record } from '../document/cell-shape.ts';
import { outputUrl } from './output-url.ts';
import styles from './outputs.module.css';

/** Stands where the middle of a very long stream was left out; says how much, and gives what was kept. */
export function StreamCutNote({ cut }: { cut: unknown }) {
  const { t, language } = useTranslation();
  const { session } = useNotebook();
  const { omittedBytes, omittedLines, file, keptBytes } = record(cut);
  const bytes = (value: unknown) => formatBytes(typeof value === 'number' ? value : 0, language);
  const count = typeof omittedLines === 'number' ? omittedLines : 0;
  const lines = new Intl.NumberFormat(language).format(count);
  return (
    <div className={styles.cut}>
      {t('notebook.output.cut', { bytes: bytes(omittedBytes), count, lines })}
      {typeof file === 'string' && (
        <a href={outputUrl(session, file)} download={`${file}.txt`}>
          {t('notebook.output.downloadKept', { bytes: bytes(keptBytes) })}
        </a>
      )}
    </div>
  );
}
