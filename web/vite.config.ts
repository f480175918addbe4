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
    rolldownOptions: {
      output: {
        // Without these the first page is some seventy small files that compress badly.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store)\// },
            {
              name: 'data',
              test: /node_modules\/(@tanstack\/(?!react-virtual|virtual-core)|i18next)/,
            },
            { name: 'icons', test: /node_modules\/@tabler\// },
            {
              name: 'controls',
              test: /@mantine\/(hooks|store|core\/esm\/(core|components\/(Button|ActionIcon|UnstyledButton|Input|InputBase|TextInput|PasswordInput|Menu|Popover|Portal|Transition|Tooltip|Checkbox|InlineInput|CloseButton|Loader|Box|Paper|FloatingArrow)))|@floating-ui|clsx|tabbable/,
            },
            {
              name: 'parts',
              test: /web\/src\/(parts\/(?!confirm-loss|side-panel|shown-once|facts|toasts)|api\/|shell\/(?!palette\.|key-help)|catalogue\/(?!zh)|theme\/)/,
            },
          ],
        },
      },
    },
  },
});
