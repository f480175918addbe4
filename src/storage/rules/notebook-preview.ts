import type { Static } from 'typebox';
import type { NotebookOutput, NotebookPreview } from '../contract.ts';

type Preview = Static<typeof NotebookPreview>;
type Output = Static<typeof NotebookOutput>;

const mostCells = 200;
const mostOutputs = 20;
const mostText = 20_000;
/** Of all images together, in base64. */
const mostImages = 4_000_000;

/** What of a notebook is shown before it is opened. Nothing in it is trusted: only text and pictures come out. */
export function previewNotebook(value: unknown): Preview | undefined {
  const notebook = fields(value);
  const all = notebook.cells;
  if (!Array.isArray(all)) return undefined;
  const kernelspec = fields(fields(notebook.metadata).kernelspec);
  const language = text(kernelspec.language) || text(fields(fields(notebook.metadata).language_info).name) || 'python';
  const budget = { images: mostImages };
  return {
    kind: 'notebook',
    kernel: text(kernelspec.display_name) || text(kernelspec.name),
    language,
    cells: all.slice(0, mostCells).map((cell) => previewCell(fields(cell), language, budget)),
    cellCount: all.length,
    truncated: all.length > mostCells,
  };
}

function previewCell(cell: Fields, language: string, budget: { images: number }): Preview['cells'][number] {
  const type = cell.cell_type === 'markdown' || cell.cell_type === 'raw' ? cell.cell_type : 'code';
  const kernel = text(fields(fields(cell.metadata).stoa).kernel);
  const outputs = Array.isArray(cell.outputs) ? cell.outputs : [];
  return {
    type,
    language: type === 'code' ? (kernel === 'sql' ? 'sql' : language) : type === 'markdown' ? 'markdown' : '',
    source: text(cell.source).slice(0, mostText),
    outputs: outputs.slice(0, mostOutputs).map((output) => previewOutput(fields(output), budget)),
  };
}

function previewOutput(output: Fields, budget: { images: number }): Output {
  const type = text(output.output_type);
  if (type === 'stream') return { type, text: text(output.text).slice(0, mostText) };
  if (type === 'error') {
    const trace = Array.isArray(output.traceback) ? output.traceback.map(text).join('\n') : '';
    return { type, text: (trace || `${text(output.ename)}: ${text(output.evalue)}`).slice(0, mostText) };
  }
  const data = fields(output.data);
  const image = pictureOf(data, budget);
  const plain = text(data['text/plain']).slice(0, mostText);
  return { type, ...(plain === '' ? {} : { text: plain }), ...(image === undefined ? {} : { image }) };
}

function pictureOf(data: Fields, budget: { images: number }): string | undefined {
  for (const mime of ['image/png', 'image/jpeg']) {
    const base64 = text(data[mime]).replace(/\s/g, '');
    if (base64 === '' || base64.length > budget.images || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) continue;
    budget.images -= base64.length;
    return `data:${mime};base64,${base64}`;
  }
  return undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** nbformat writes texts as one string or as a list of lines. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((line) => typeof line === 'string').join('') : '';
}
