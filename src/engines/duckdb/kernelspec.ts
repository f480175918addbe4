import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A Jupyter kernelspec, `kernel.json`. */
export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: 'message' | 'signal';
  readonly metadata: object;
}

/** How any Jupyter client starts a SQL kernel: by `node` and `kernel`, paths of Node and of `sql-kernel.js`. */
export function sqlKernelspec(node: string, kernel: string): Kernelspec {
  return {
    argv: [node, kernel, '-f', '{connection_file}'],
    display_name: 'SQL (DuckDB)',
    language: 'sql',
    interrupt_mode: 'message',
    metadata: {},
  };
}

/**
 * Writes `share/jupyter/kernels/sql/kernel.json` into a release. Its paths are relative to itself, so it works
 * wherever the release is mounted; JUPYTER_PATH=<release>/share/jupyter makes clients find it.
 */
export async function writeKernelspec(release: string): Promise<void> {
  const folder = join(release, 'share', 'jupyter', 'kernels', 'sql');
  const up = '{resource_dir}/../../../..';
  const spec = sqlKernelspec(`${up}/bin/node`, `${up}/inside/sql-kernel.js`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 1)}\n`);
}
