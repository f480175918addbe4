import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contractRoutes } from './contract-routes.ts';

// While working on the page: `STOA_DEV_TARGET=http://localhost:8080 npx vite --config web/vite.config.ts`.
const target = process.env.STOA_DEV_TARGET ?? 'http://localhost:8080';
const proxied = { target, ws: true, changeOrigin: true, headers: { origin: target } };

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [contractRoutes(), react()],
  // The gateway puts a fresh nonce in this place for each request.
  html: { cspNonce: '__STOA_NONCE__' },
  server: { proxy: { '/api': proxied, '/user': proxied, '/openapi.json': proxied, '/healthz': proxied } },
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 900,
  },
});
