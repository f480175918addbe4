import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

const contractFile = /\/src\/[a-z]+\/contract\.ts$/;

/**
 * Gives the browser of each room's contract only methods, paths and plain constants.
 * The schemas stay on the server, and TypeBox with them; their types still reach the page through TypeScript.
 */
export function contractRoutes(): Plugin {
  return {
    name: 'stoa-contract-routes',
    enforce: 'pre',
    async load(id) {
      const file = id.split('?')[0] ?? id;
      if (!contractFile.test(file)) return null;
      this.addWatchFile(file);
      const source = await readFile(file);
      const exported: Record<string, unknown> = await import(`${pathToFileURL(file).href}?${source.length}`);
      const lines = Object.entries(exported).flatMap(([name, value]) => {
        const plain = forBrowser(value);
        return plain === undefined ? [] : [`export const ${name} = ${JSON.stringify(plain)};`];
      });
      return { code: lines.join('\n'), map: null };
    },
  };
}

function forBrowser(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('method' in value) || !('path' in value)) return undefined;
  return { method: value.method, path: value.path };
}
