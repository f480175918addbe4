import { defineConfig } from 'vitest/config';

/**
 * - unit: beside the code, and the tests of one room with the real thing behind it
 * - boundaries: the arrows between rooms
 * - acceptance: the platform as a black box, over HTTP and websockets; two files at a time, each its own platform
 * - isolation: what one tenant does to another; nothing else runs beside it
 * - browser: the pages, in the system's Chromium
 * - failure: processes killed at random under load
 * - engines: with outside engines and third parties' clients
 */
const project = (name: string, include: string[], more: object = {}) => ({
  test: { name, include, exclude: ['**/node_modules/**'], testTimeout: 30_000, hookTimeout: 120_000, ...more },
});

const patient = { testTimeout: 120_000, hookTimeout: 300_000 };
const alone = { ...patient, fileParallelism: false };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', ['src/**/*.test.ts', 'web/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts']),
      project('boundaries', ['test/boundaries/**/*.test.ts']),
      project('acceptance', ['test/acceptance/**/*.test.ts'], patient),
      project('isolation', ['test/isolation/**/*.test.ts'], alone),
      project('browser', ['test/browser/**/*.test.ts'], alone),
      project('failure', ['test/failure/**/*.test.ts'], alone),
      project('engines', ['test/engines/**/*.test.ts'], alone),
    ],
  },
});
