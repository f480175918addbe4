import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import type * as Y from 'yjs';
import type { CellState } from '../../../../src/workspace/protocol/document.ts';
import {
  cellsOf,
  executionCountOf,
  hiddenParts,
  idOf,
  kernelOf,
  metadataOf,
  outputsOf,
  type SharedCell,
  sourceOf,
  stoaOf,
} from './cell-shape.ts';
import type { NotebookSession } from './notebook-session.ts';
import { plainOutput } from './plain-output.ts';
import type { Watched } from './watched.ts';

export function useWatched<T>(watched: Watched<T>): T {
  return useSyncExternalStore(watched.subscribe, watched.get);
}

/** A part of a watched value; the component wakes only when that part changes (it must compare by identity). */
export function usePart<T, P>(watched: Watched<T>, part: (value: T) => P): P {
  return useSyncExternalStore(watched.subscribe, () => part(watched.get()));
}

/** The notebook's cells in order; the list changes only when cells come, go or move. */
export function useCellList(doc: Y.Doc): readonly SharedCell[] {
  const cells = cellsOf(doc);
  const cache = useRef<{ doc: Y.Doc; list: readonly SharedCell[] } | null>(null);
  const subscribe = useCallback(
    (wake: () => void) => {
      const observer = () => {
        cache.current = null;
        wake();
      };
      cells.observe(observer);
      cache.current = null;
      return () => cells.unobserve(observer);
    },
    [cells],
  );
  return useSyncExternalStore(subscribe, () => {
    if (cache.current?.doc !== doc) cache.current = { doc, list: cells.toArray() };
    return cache.current.list;
  });
}

/** What the frame of a cell shows beside its text and outputs. */
export interface CellFacts {
  readonly kernel: string;
  readonly name: string | undefined;
  readonly executionCount: number | null;
  readonly sourceHidden: boolean;
  readonly outputsHidden: boolean;
  readonly view: 'table' | 'chart' | 'both' | undefined;
  readonly chart: Record<string, unknown> | undefined;
  readonly execution: unknown;
}

export function useCellFacts(cell: SharedCell, doc: Y.Doc): CellFacts {
  const cache = useRef<{ cell: SharedCell; facts: CellFacts } | null>(null);
  const subscribe = useCallback(
    (wake: () => void) => {
      const metadata = metadataOf(cell);
      const observer = () => {
        cache.current = null;
        wake();
      };
      cell.observe(observer);
      metadata?.observe(observer);
      return () => {
        cell.unobserve(observer);
        metadata?.unobserve(observer);
      };
    },
    [cell],
  );
  return useSyncExternalStore(subscribe, () => {
    if (cache.current?.cell !== cell) {
      const hidden = hiddenParts(cell);
      const stoa = stoaOf(cell);
      cache.current = {
        cell,
        facts: {
          kernel: kernelOf(cell, doc),
          name: stoa.name,
          executionCount: executionCountOf(cell),
          sourceHidden: hidden.source,
          outputsHidden: hidden.outputs,
          view: stoa.view,
          chart: stoa.chart,
          execution: metadataOf(cell)?.get('execution'),
        },
      };
    }
    return cache.current.facts;
  });
}

/** The cell's text, for whoever shows it without an editor. */
export function useSource(cell: SharedCell): string {
  const source = sourceOf(cell);
  const cache = useRef<{ source: Y.Text; text: string } | null>(null);
  const subscribe = useCallback(
    (wake: () => void) => {
      const observer = () => {
        cache.current = null;
        wake();
      };
      source.observe(observer);
      cache.current = null;
      return () => source.unobserve(observer);
    },
    [source],
  );
  return useSyncExternalStore(subscribe, () => {
    if (cache.current?.source !== source) cache.current = { source, text: source.toString() };
    return cache.current.text;
  });
}

/** The outputs as in nbformat, brought up to date at most once a frame; those that did not change stay identical. */
export function useOutputs(cell: SharedCell): readonly unknown[] {
  const store = useMemo(() => {
    let shown: readonly unknown[] | null = null;
    let known = new WeakMap<object, unknown>();
    const read = () => {
      const outputs = outputsOf(cell)?.toArray() ?? [];
      return outputs.map((output) => {
        if (typeof output !== 'object' || output === null) return output;
        const before = known.get(output);
        if (before !== undefined) return before;
        const plain = plainOutput(output);
        known.set(output, plain);
        return plain;
      });
    };
    return {
      get: () => {
        shown ??= read();
        return shown;
      },
      subscribe: (wake: () => void) => {
        let frame = 0;
        const later = () => {
          if (frame !== 0) return;
          frame = requestAnimationFrame(() => {
            frame = 0;
            shown = null;
            wake();
          });
        };
        const inOutputs = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
          for (const event of events) {
            const output = event.path.length > 0 ? outputsOf(cell)?.get(Number(event.path[0])) : undefined;
            if (typeof output === 'object' && output !== null) known.delete(output);
          }
          later();
        };
        let outputs = outputsOf(cell);
        const inCell = () => {
          if (outputsOf(cell) === outputs) return;
          outputs?.unobserveDeep(inOutputs);
          outputs = outputsOf(cell);
          outputs?.observeDeep(inOutputs);
          later();
        };
        outputs?.observeDeep(inOutputs);
        cell.observe(inCell);
        known = new WeakMap();
        shown = null;
        return () => {
          cancelAnimationFrame(frame);
          outputs?.unobserveDeep(inOutputs);
          cell.unobserve(inCell);
        };
      },
    };
  }, [cell]);
  return useSyncExternalStore(store.subscribe, store.get);
}

export function useCellState(session: NotebookSession, cell: SharedCell): CellState | undefined {
  const id = idOf(cell);
  return useSyncExternalStore(
    useCallback((wake) => session.cells.subscribe(id, wake), [session, id]),
    () => session.cells.get(id),
  );
}
