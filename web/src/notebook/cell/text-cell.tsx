import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import type { SharedCell } from '../document/cell-shape.ts';
import { usePart, useSource } from '../document/use-cells.ts';
import type { Watched } from '../document/watched.ts';
import { Markdown } from '../outputs/markdown.tsx';
import styles from './cell.module.css';
import { SourceAtDistance } from './source-at-distance.tsx';
import type { Distance } from './use-near.ts';

interface TextCellProps {
  readonly cell: SharedCell;
  readonly kind: 'markdown' | 'raw';
  readonly distance: Watched<Distance>;
  readonly editing: boolean;
}

/** Markdown as it reads; as it is written while it is edited. Raw text always as written. */
export function TextCell({ cell, kind, distance, editing }: TextCellProps) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const locked = usePart(session.state, (state) => state.readOnly);
  const text = useSource(cell);
  if (kind === 'raw' || editing)
    return (
      <div className={styles.code}>
        <div className={styles.source}>
          <SourceAtDistance
            cell={cell}
            kind={kind}
            language={kind === 'markdown' ? 'markdown' : null}
            distance={distance}
            editing={editing}
          />
          <div className={styles.corner}>
            <span className="lang">{t(kind === 'raw' ? 'notebook.kind.raw' : 'notebook.kind.text')}</span>
          </div>
        </div>
        {kind === 'markdown' && text.trim() !== '' && (
          <div className={`${styles.outputs} ${styles.preview}`}>
            <Markdown text={text} />
          </div>
        )}
      </div>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter on the cell does the same
    <div className={styles.prose} onDoubleClick={() => !locked && commands.enterEdit('end')}>
      {text.trim() === '' ? <span className="t3">{t('notebook.cell.emptyText')}</span> : <Markdown text={text} />}
    </div>
  );
}
