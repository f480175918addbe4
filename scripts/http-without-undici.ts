import http from 'node:http';
import type { Plugin } from 'esbuild';

/**
 * Importing node:http reads every export of it, `WebSocket` among them, and that one loads all of undici: 65 ms and some
 * megabytes in each process. The bundles get the exports that are there without it.
 */
export const httpWithoutUndici: Plugin = {
  name: 'http-without-undici',
  setup(build) {
    build.onResolve({ filter: /^node:http$/ }, () => ({ path: 'node:http', namespace: 'builtin' }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, () => {
      const names = Object.keys(http).filter((name) => !/^(WebSocket|CloseEvent|MessageEvent)$/.test(name));
      return {
        contents: `const http = process.getBuiltinModule('node:http'); export default http; export const { ${names.join(', ')} } = http;`,
      };
    });
  },
};
