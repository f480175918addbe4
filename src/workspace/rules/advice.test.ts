import { expect, test } from 'vitest';
import { AgentError } from '../../sandbox/index.ts';
import { AccountGone, explainFailure } from '../explain-failure.ts';
import { describeFailure } from './advice.ts';

test('a failure says what happened, shows the last twenty lines, and what to do', () => {
  const log = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
  const failure = describeFailure('running', 'out-of-memory', 'It used 4 GiB of 4 GiB.', `${log}\n\n`);
  expect(failure.log).toHaveLength(20);
  expect(failure.log.at(-1)).toBe('line 29');
  expect(failure.advice).toMatch(/memory/);
  expect(failure).toMatchObject({ phase: 'running', reason: 'out-of-memory', detail: 'It used 4 GiB of 4 GiB.' });
});

test('a launch that took too long says in which phase, and for how long it was waited', () => {
  const failure = explainFailure('server', new Error('aborted'), 60, 'cannot listen\n');
  expect(failure).toMatchObject({ phase: 'server', reason: 'timed-out', parameters: { seconds: 60 } });
  expect(failure).toMatchObject({ detail: expect.stringContaining('60 s'), log: ['cannot listen'] });
});

test('an agent that is away, a home that cannot be made and an account that is gone are told apart', () => {
  const away = new AgentError('agent-unreachable', 'The agent does not answer.');
  expect(explainFailure('sandbox', away, null, '').reason).toBe('agent-away');
  expect(explainFailure('home', new Error('no space'), null, '').reason).toBe('home-failed');
  expect(explainFailure('home', new AccountGone(), null, '').reason).toBe('account-gone');
});
