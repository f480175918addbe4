import { defineConfig } from 'vitest/config';

/**
 * - unit: beside the code, and the tests of one room with the real thing behind it
 * - boundaries: the arrows between rooms
 * - acceptance: the platform as a black box, over HTTP and websockets; each file its own platform
 * - failure: processes killed at random under load
 * - browser: the pages, in the system's Chromium; those that measure the page run alone, from a folder of that name
 * - isolation: what one tenant does to another; nothing else runs beside it
 * - engines: with outside engines and third parties' clients
 */
const project = (name: string, include: string[], more: object = {}) => ({
  test: {
    name,
    include,
    exclude: ['**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // On a full machine what is awaited comes late; a test that passes waits no longer for it.
    expect: { poll: { timeout: 20_000 } },
    ...more,
  },
});

const patient = { testTimeout: 120_000, hookTimeout: 300_000 };
/** After all the others, one file at a time. */
const alone = { ...patient, fileParallelism: false };

export default defineConfig({
  test: {
    // One more than the processors of a small machine: many tests wait.
    maxWorkers: 3,
    projects: [
      // Files share a worker: what they import is loaded once.
      project('unit', ['src/**/*.test.ts', 'web/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'], { isolate: false }),
      project('boundaries', ['test/boundaries/**/*.test.ts']),
      project('acceptance', ['test/acceptance/**/*.test.ts'], patient),
      project('failure', ['test/failure/**/*.test.ts'], patient),
      project('browser', ['test/browser/*.test.ts'], patient),
      project('browser alone', ['test/browser/alone/*.test.ts'], alone),
      project('isolation', ['test/isolation/**/*.test.ts'], alone),
      project('engines', ['test/engines/**/*.test.ts'], alone),
    ],
  },
});
