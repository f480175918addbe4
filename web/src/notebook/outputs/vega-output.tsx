import { VegaPicture } from '../chart/vega-picture.tsx';
import { record } from '../document/cell-shape.ts';
import styles from './outputs.module.css';

/** A chart that code put out (Altair and the like). */
export function VegaOutput({ spec, kind }: { spec: unknown; kind: 'vega' | 'vega-lite' }) {
  return (
    <div className={styles.rich}>
      <VegaPicture spec={record(spec)} kind={kind} />
    </div>
  );
}
