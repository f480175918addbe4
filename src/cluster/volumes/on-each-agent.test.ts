import { expect, test } from 'vitest';
import { onEachAgent } from './on-each-agent.ts';

test('an agent that does not answer is asked once, and the others wait for nothing', async () => {
  const hangs = Promise.withResolvers<boolean>();
  const asked: string[] = [];
  const items = ['away', 'here', 'away', 'here'].map((agent, index) => ({ agent, id: `${agent}-${index}` }));
  const all = onEachAgent(items, async ({ agent, id }) => {
    asked.push(id);
    return agent === 'here' || hangs.promise;
  });
  await expect.poll(() => asked).toEqual(['away-0', 'here-1', 'here-3']);
  hangs.resolve(false);
  await all;
  expect(asked).toHaveLength(3);
});
