import type { Doc } from 'yjs';
import { type Kernel, languageInfo } from '../../kernels/kernel.ts';
import { isObject } from '../../kernels/wire.ts';
import { type CellMap, cellsOf, metadataValue, readCell, serverOrigin, setMetadataValue } from '../shared-notebook.ts';

/** Name of the kernelspec that runs the cell. */
export function kernelNameOf(doc: Doc, cell: CellMap): string {
  const { stoa } = readCell(cell).metadata;
  if (isObject(stoa) && typeof stoa.kernel === 'string' && stoa.kernel !== '') return stoa.kernel.toLowerCase();
  return defaultKernel(doc);
}

/** Kernelspecs that the notebook's cells name. */
export function kernelNamesOf(doc: Doc): string[] {
  const names = new Set<string>();
  for (const cell of cellsOf(doc)) if (cell.get('cell_type') === 'code') names.add(kernelNameOf(doc, cell));
  return [...names];
}

/** JupyterLab and others want to know the notebook's language. */
export function noteLanguage(doc: Doc, kernel: Kernel): void {
  const unnamed = metadataValue(doc, 'kernelspec') === undefined;
  if (!unnamed && defaultKernel(doc) !== kernel.spec.name) return;
  const { name, displayName, language } = kernel.spec;
  if (unnamed && name !== 'python3') return;
  const info = languageInfo(kernel);
  doc.transact(() => {
    if (unnamed) setMetadataValue(doc, 'kernelspec', { name, display_name: displayName, language });
    if (info !== null) setMetadataValue(doc, 'language_info', info);
  }, serverOrigin);
}

function defaultKernel(doc: Doc): string {
  const spec = metadataValue(doc, 'kernelspec');
  return isObject(spec) && typeof spec.name === 'string' && spec.name !== '' ? spec.name.toLowerCase() : 'python3';
}
