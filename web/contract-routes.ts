import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

const contractFile = /\/src\/(?:[a-z]+\/)+contract\.ts$/;

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
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value : undefined;
  if (isOperation(value)) return { method: value.method, path: value.path };
  // A room may keep its operations in one object, by name.
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = Object.entries(value);
  if (parts.length === 0 || !parts.every(([, part]) => isOperation(part))) return undefined;
  return Object.fromEntries(parts.map(([name, part]) => [name, forBrowser(part)]));
}

function isOperation(value: unknown): value is { method: string; path: string } {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
}
