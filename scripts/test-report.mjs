// A reporter for Vitest: what became of every test, by suite, as JSON in the file that STOA_TEST_REPORT names.
import { writeFileSync } from 'node:fs';

export default class TestReport {
  onTestRunEnd(modules) {
    const files = modules.map((module) => {
      const tests = [...module.children.allTests()].map((test) => ({
        name: test.fullName,
        state: test.result().state,
      }));
      return {
        // A project that runs by itself belongs to the suite that its name begins with.
        suite: module.project.name.split(' ', 1)[0],
        file: module.relativeModuleId,
        seconds: secondsOf(module.diagnostic()),
        passed: tests.filter(({ state }) => state === 'passed').length,
        // A file that could not be loaded or prepared has no failed test.
        failed: Math.max(tests.filter(({ state }) => state === 'failed').length, module.ok() ? 0 : 1),
        skipped: tests.filter(({ state }) => state !== 'passed' && state !== 'failed').map(({ name }) => name),
      };
    });
    writeFileSync(process.env.STOA_TEST_REPORT, JSON.stringify(files));
  }
}

const secondsOf = ({ duration, collectDuration, prepareDuration, setupDuration, environmentSetupDuration }) =>
  (duration + collectDuration + prepareDuration + setupDuration + environmentSetupDuration) / 1000;
