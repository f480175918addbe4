import { useWatched } from '../document/use-cells.ts';
import type { Watched } from '../document/watched.ts';
import { CellSource, type CellSourceProps } from './cell-source.tsx';
import type { Distance } from './use-near.ts';

interface SourceAtDistanceProps extends Omit<CellSourceProps, 'distance'> {
  readonly distance: Watched<Distance>;
}

/** The cell's text; it alone is drawn again when the cell comes near or goes. */
export function SourceAtDistance({ distance, ...rest }: SourceAtDistanceProps) {
  return <CellSource {...rest} distance={useWatched(distance)} />;
}
