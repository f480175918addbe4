import type { ColumnKind, ResultColumn, ResultRow, ResultValue } from '../result.ts';

const widestCell = 60;
const rowsInText = 40;

/** An aligned table of the first rows for terminals and consoles; the plan of EXPLAIN is a drawing already. */
export function textTable(columns: readonly ResultColumn[], rows: readonly ResultRow[], rowCount: number): string {
  if (columns[0]?.name === 'explain_key') return rows.map((row) => String(row[1])).join('\n');
  const shown = rows.slice(0, rowsInText);
  const cells = shown.map((row) => row.map((value) => oneLine(plain(value))));
  const widths = columns.map((column, at) =>
    Math.max(displayWidth(oneLine(column.name)), ...cells.map((row) => displayWidth(row[at] ?? ''))),
  );
  const line = (texts: readonly string[], align: (at: number) => ColumnKind): string =>
    texts
      .map((text, at) => pad(text, widths[at] ?? 0, align(at) === 'number'))
      .join(' │ ')
      .trimEnd();
  const kindAt = (at: number): ColumnKind => columns[at]?.kind ?? 'text';
  const head = line(
    columns.map((column) => oneLine(column.name)),
    kindAt,
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('─┼─');
  return [head, rule, ...cells.map((row) => line(row, kindAt)), countLine(shown.length, rowCount)].join('\n');
}

/** The same as HTML, for other Jupyter clients; every text is escaped. */
export function htmlTable(columns: readonly ResultColumn[], rows: readonly ResultRow[], rowCount: number): string {
  const shown = rows.slice(0, rowsInText);
  const style = (at: number): string => (columns[at]?.kind === 'number' ? ' style="text-align:right"' : '');
  const head = columns.map(
    (column, at) => `<th${style(at)} title="${escapeHtml(column.type)}">${escapeHtml(column.name)}</th>`,
  );
  const body = shown.map(
    (row) => `<tr>${row.map((value, at) => `<td${style(at)}>${escapeHtml(plain(value))}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table><p>${countLine(shown.length, rowCount)}</p>`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function countLine(shown: number, rowCount: number): string {
  const rows = rowCount === 1 ? '1 row' : `${rowCount.toLocaleString('en-US')} rows`;
  return shown < rowCount ? `${rows}, the first ${shown} shown` : rows;
}

function plain(value: ResultValue): string {
  return value === null ? 'NULL' : String(value);
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals would act on them
  const line = text.replace(/\n/g, '↵').replace(/[\u0000-\u001f\u007f]/g, '·');
  return line.length > widestCell ? `${line.slice(0, widestCell - 1)}…` : line;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}

/** East Asian wide characters and most pictures take two columns of a terminal. */
function displayWidth(text: string): number {
  let width = 0;
  for (const char of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        char,
      )
        ? 2
        : 1;
  return width;
}
