import type { Measures } from './measures.ts';

const mostRoles = 10;

/** What came out, as lines of text. */
export function report(measures: Measures): string[] {
  const { placed, lost, milliseconds, utilisation } = measures;
  const hours = (milliseconds / 3_600_000).toFixed(1);
  return [
    `${count(placed)} tasks started in ${hours} hours; ${percent(utilisation)} of the scarcest resource was used; agents were lost ${count(lost)} times.`,
    '',
    ...waits(measures),
    '',
    ...shares(measures),
  ];
}

/** How long the cycles took on this machine: not the same twice. */
export function cycleLines({ cycles }: Measures): string[] {
  const ms = (microseconds: number) => `${(microseconds / 1000).toPrecision(3)} ms`;
  return [
    `${count(cycles.count)} cycles: median ${ms(cycles.quantile(0.5))}, p95 ${ms(cycles.quantile(0.95))}, longest ${ms(cycles.max)}`,
  ];
}

function waits({ waits, preemptions }: Measures): string[] {
  const rows = [...waits]
    .filter(([, spread]) => spread.count > 0)
    .map(([priority, spread]) => [
      priority,
      count(spread.count),
      duration(spread.quantile(0.5)),
      duration(spread.quantile(0.95)),
      duration(spread.max),
      count(preemptions.get(priority) ?? 0),
    ]);
  return table([['class', 'tasks started', 'waited: median', 'p95', 'max', 'preempted'], ...rows]);
}

/** Those that fell short of their fair share most. */
function shares({ roles, milliseconds }: Measures): string[] {
  const time = Math.max(1, milliseconds);
  const worst = [...roles].sort((a, b) => b[1].short - a[1].short || (a[0] < b[0] ? -1 : 1)).slice(0, mostRoles);
  const rows = worst.map(([role, { held, fair, short }]) => [
    role,
    percent(held / time),
    percent(fair / time),
    percent(short / time),
  ]);
  const largest = worst[0]?.[1].short ?? 0;
  return [
    `Unfairness: at most ${percent(largest / time)} of the cluster below the fair share, on average over time.`,
    ...table([['role', 'had', 'fair share', 'below it'], ...rows]),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  if (seconds < 6000) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
