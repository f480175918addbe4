// A reporter for Vitest: what became of every test, by suite, and of errors outside of them, as JSON in the file that STOA_TEST_REPORT names.
import { writeFileSync } from 'node:fs';

export default class TestReport {
  onTestRunEnd(modules, unhandledErrors) {
    const files = modules.map((module) => {
      const tests = [...module.children.allTests()].map((test) => ({
        name: test.fullName,
        state: test.result().state,
      }));
      return {
        // A project that runs by itself belongs to the suite that its name begins with.
        suite: module.project.name.split(' ', 1)[0],
        project: module.project.name,
        file: module.relativeModuleId,
        seconds: secondsOf(module.diagnostic()),
        passed: tests.filter(({ state }) => state === 'passed').length,
        // A file that could not be loaded or prepared has no failed test.
        failed: Math.max(tests.filter(({ state }) => state === 'failed').length, module.ok() ? 0 : 1),
        skipped: tests.filter(({ state }) => state !== 'passed' && state !== 'failed').map(({ name }) => name),
      };
    });
    writeFileSync(process.env.STOA_TEST_REPORT, JSON.stringify({ files, errors: unhandledErrors.length }));
  }
}

const secondsOf = ({ duration, collectDuration, prepareDuration, setupDuration, environmentSetupDuration }) =>
  (duration + collectDuration + prepareDuration + setupDuration + environmentSetupDuration) / 1000;
