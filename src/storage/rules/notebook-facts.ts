import type { NotebookFacts } from '../contract.ts';

type LastRun = NotebookFacts['lastRun'];

/**
 * What lists say of a notebook, from the notebook alone; undefined when it is none.
 *
 * @param value      the JSON of nbformat 4
 * @param changedAt  milliseconds since 1970; stands for the time of a run that left outputs but no times, as Jupyter's do
 */
export function notebookFacts(value: unknown, changedAt: number): NotebookFacts | undefined {
  const { cells, metadata } = fields(value);
  if (!Array.isArray(cells)) return undefined;
  const code = cells.map(fields).filter(({ cell_type }) => cell_type === 'code');
  const own = word(fields(fields(metadata).kernelspec).name) ?? 'python3';
  const ends = code.map(endOf).filter((end) => end !== null);
  const counted = code.findLast(({ execution_count }) => typeof execution_count === 'number');
  return {
    languages: mostUsed(code.map((cell) => word(fields(fields(cell.metadata).stoa).kernel) ?? own)),
    lastRun:
      ends.reduce<LastRun>(laterRun, null) ??
      (counted === undefined ? null : { state: outcomeOf(counted), at: new Date(changedAt).toISOString() }),
  };
}

/** The later of two ends; the first of two at the same time. */
export function laterRun<Run extends { at: string }>(a: Run | null, b: Run | null): Run | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(b.at) > Date.parse(a.at) ? b : a;
}

/** How the last run of the cell ended, from `metadata.execution`; null where it has not, or did not end. */
function endOf(cell: Fields): LastRun {
  const times = fields(fields(cell.metadata).execution);
  const at = word(times['shell.execute_reply']) ?? word(times['iopub.status.idle']);
  return at === undefined || Number.isNaN(Date.parse(at)) ? null : { state: outcomeOf(cell), at };
}

function outcomeOf({ outputs }: Fields): 'done' | 'failed' | 'stopped' {
  const error = (Array.isArray(outputs) ? outputs.map(fields) : []).find(({ output_type }) => output_type === 'error');
  if (error === undefined) return 'done';
  return error.ename === 'KeyboardInterrupt' ? 'stopped' : 'failed';
}

function mostUsed(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
