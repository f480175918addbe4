import { memo, startTransition, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { CellFrame } from './cell/cell-frame.tsx';
import { idOf, type SharedCell } from './document/cell-shape.ts';
import styles from './notebook.module.css';

/** What a cell that was never laid out is taken to need, so that the scrollbar tells about the truth. */
const typicalCellPx = 180;

const tells = new Map<Element, (near: boolean) => void>();
const sheetWatch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) tells.get(target)?.(isIntersecting);
  },
  { scrollMargin: '2400px 0px' },
);

interface CellSheetProps {
  readonly cells: readonly SharedCell[];
  /** The place of its first cell in the notebook. */
  readonly from: number;
}

/** A run of cells that the browser leaves aside, all at once, while it is far from what is seen. */
export const CellSheet = memo(function CellSheet({ cells, from }: CellSheetProps) {
  const { t } = useTranslation();
  const sheet = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const watched = sheet.current;
    if (watched === null) return;
    tells.set(watched, (isNear) => startTransition(() => setNear(isNear)));
    sheetWatch.observe(watched);
    return () => {
      sheetWatch.unobserve(watched);
      tells.delete(watched);
    };
  }, []);
  return (
    <div
      ref={sheet}
      className={styles.sheet}
      style={{ containIntrinsicBlockSize: `auto ${cells.length * typicalCellPx}px` }}
    >
      {cells.map((cell, place) => (
        <CellFrame
          key={`${idOf(cell)}:${String(cell.get('cell_type'))}`}
          cell={cell}
          index={from + place}
          label={t('notebook.cell.label', { place: from + place + 1 })}
          near={near}
        />
      ))}
    </div>
  );
});
