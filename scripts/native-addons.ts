import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * A package around a native addon looks for the one that fits the machine each time it is loaded, and reads up to a
 * hundred small files: 60 ms for DuckDB's. The bundles hold its JavaScript, and the addon's path as found here.
 */
export function nativeAddons(root: string): Plugin {
  const require = createRequire(join(root, 'package.json'));
  const duckdb = `${duckdbBindings(root)}/duckdb.node`;
  return {
    name: 'native-addons',
    setup(build) {
      // Loaded by `import()`, from which esbuild would give a CommonJS package's default export alone.
      build.onResolve({ filter: /^@duckdb\/node-api$/ }, () => ({ path: 'node-api', namespace: 'named' }));
      build.onLoad({ filter: /.*/, namespace: 'named' }, () => ({ contents: named(require), resolveDir: root }));
      build.onResolve({ filter: /^@duckdb\/node-bindings$/ }, () => ({ path: duckdb, namespace: 'addon' }));
      build.onResolve({ filter: /\.node$/, namespace: 'addon' }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /.*/, namespace: 'addon' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)});`,
      }));
    },
  };
}

/** The package with DuckDB's library; the package manager has installed the one that fits. */
export function duckdbBindings(root: string): string {
  const name = `@duckdb/node-bindings-${process.platform}-${process.arch}`;
  return [name, `${name}-musl`].find((each) => existsSync(join(root, 'node_modules', each))) ?? name;
}

function named(require: NodeJS.Require): string {
  const path = require.resolve('@duckdb/node-api');
  const names = Object.keys(require(path)).filter((name) => /^[A-Za-z]\w*$/.test(name) && name !== 'default');
  return `import api from ${JSON.stringify(path)}; export const { ${names.join(', ')} } = api;`;
}
