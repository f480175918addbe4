import type { TablePreview as Table } from '../../../../src/storage/contract.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { Facts } from '../../parts/facts.tsx';
import styles from '../preview.module.css';

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL)/;

/** The first rows of a Parquet, CSV or JSON lines file. */
export function TablePreview({ preview }: { preview: Table }) {
  const { t, language } = useTranslation();
  const count = new Intl.NumberFormat(language);
  const facts: [string, string][] = [
    [t('files.rows'), preview.rowCount === null ? t('files.notCounted') : count.format(preview.rowCount)],
    [t('files.columns'), count.format(preview.columns.length)],
  ];
  if (preview.rowGroups !== undefined) facts.push([t('files.rowGroups'), count.format(preview.rowGroups)]);
  if (preview.compression) facts.push([t('files.compression'), preview.compression]);
  return (
    <>
      <div className={styles.section}>
        <Facts facts={facts} />
      </div>
      <div className={`${styles.pad} t3 s12`}>{t('files.firstRows', { count: preview.rows.length })}</div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the table scrolls, so the keyboard must reach it */}
      <section className={styles.scroll} tabIndex={0} aria-label={t('files.rows')}>
        <table className={styles.grid}>
          <thead>
            <tr>
              {preview.columns.map((column) => (
                <th key={column.name} className={numeric.test(column.type) ? 'num' : ''}>
                  {column.name}
                  <span className={styles.type}>{column.type}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
              <tr key={index}>
                {preview.columns.map((column, at) => (
                  <td key={column.name} className={numeric.test(column.type) ? 'num' : ''} title={row[at] ?? 'NULL'}>
                    {row[at] ?? <span className="t3">NULL</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
