import type { Client } from './client.ts';

const longestPreparationMilliseconds = 240_000;

/** Waits while the platform prepares Python; false where there is no python3. */
export async function untilPythonIsReady(client: Client): Promise<boolean> {
  const end = performance.now() + longestPreparationMilliseconds;
  for (;;) {
    const { body } = await client.get('/api/platform');
    if (body.python.state === 'ready') return true;
    if (body.python.state === 'missing') return false;
    if (performance.now() > end) throw new Error(`Python is still being prepared: ${body.python.detail}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
