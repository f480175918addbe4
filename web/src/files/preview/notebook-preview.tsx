import type { Static } from 'typebox';
import type { NotebookPreview as NotebookSchema } from '../../../../src/storage/contract.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import styles from '../preview.module.css';
import { withoutAnsi } from './without-ansi.ts';

/** Cells and their outputs as text; nothing of it runs. */
export function NotebookPreview({ preview }: { preview: Static<typeof NotebookSchema> }) {
  const { t } = useTranslation();
  return (
    <div className={styles.scroll}>
      {preview.cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells of a preview never move
        <div key={index} className={styles.cell}>
          <pre className={cell.type === 'code' ? styles.code : undefined}>{cell.source}</pre>
          {cell.outputs.map((output, at) =>
            output.image ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: nor do outputs
              <img key={at} className={styles.image} src={output.image} alt="" />
            ) : output.text ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: nor do outputs
              <pre key={at}>{withoutAnsi(output.text)}</pre>
            ) : null,
          )}
        </div>
      ))}
      {preview.truncated ? (
        <div className={`${styles.pad} t3 s12`}>
          {t('files.cellsOf', { shown: preview.cells.length, count: preview.cellCount })}
        </div>
      ) : null}
    </div>
  );
}
