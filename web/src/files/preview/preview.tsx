import type { Preview as PreviewData } from '../../../../src/storage/contract.ts';
import { contentAddress } from '../../api/files.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { Bytes } from '../../parts/bytes.tsx';
import { Facts } from '../../parts/facts.tsx';
import styles from '../preview.module.css';
import { NotebookPreview } from './notebook-preview.tsx';
import { TablePreview } from './table-preview.tsx';

interface PreviewProps {
  account: string;
  path: string;
  preview: PreviewData;
}

/** The beginning of a file, by its kind. */
export function Preview({ account, path, preview }: PreviewProps) {
  const { t } = useTranslation();
  if (preview.kind === 'table') return <TablePreview preview={preview} />;
  if (preview.kind === 'notebook') return <NotebookPreview preview={preview} />;
  if (preview.kind === 'text')
    return (
      <div className={styles.scroll}>
        <pre className={styles.text}>{preview.text}</pre>
        {preview.truncated ? <div className={`${styles.pad} t3 s12`}>{t('files.onlyBeginning')}</div> : null}
      </div>
    );
  if (preview.kind === 'image')
    return (
      <img
        className={styles.image}
        src={contentAddress(account, path)}
        alt={path}
        width={preview.width}
        height={preview.height}
      />
    );
  if (preview.kind === 'folder')
    return (
      <div className={styles.section}>
        <Facts
          facts={[
            [t('files.items'), String(preview.items)],
            [t('files.size'), <Bytes key="bytes" value={preview.bytes} />],
          ]}
        />
      </div>
    );
  return (
    <div className={`${styles.section} t2`}>
      {t(`files.noPreview.${preview.reason}`)}
      {preview.reason === 'damaged' && preview.detail ? <div className="t3 s12">{preview.detail}</div> : null}
    </div>
  );
}
