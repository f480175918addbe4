import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createLog } from '../../platform/index.ts';
import { settle } from '../options.ts';
import { startPlatform } from '../testing/platform.ts';
import { LiveProvider } from './live-provider.ts';
import { providerDefaults } from './options.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

test('a new key is published before it signs, and an old one until nothing that it signed is of use', async () => {
  await using platform = await startPlatform();
  const { database, clock, events, replica } = platform;
  const foundation = { database, clock, events, replica, log: createLog('test', 'silent') };
  const origin = 'http://localhost:8080';
  const provider = new LiveProvider(
    foundation,
    settle({ publicUrl: origin, origins: [origin] }),
    { ...providerDefaults, keyMilliseconds: 30 * day },
    () => {},
  );
  const server = createServer((req, res) => void provider.now.callback()(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  /** The first one signs. */
  const published = async (): Promise<string[]> => {
    await provider.renewKeys();
    const { keys } = JSON.parse(await (await fetch(`http://127.0.0.1:${port}/oidc/jwks`)).text());
    return keys.map(({ kid }: { kid: string }) => kid);
  };

  const [first] = await published();
  clock.advance(30 * day);
  const [stillFirst, second, ...more] = await published();
  expect([stillFirst, more]).toEqual([first, []]);
  clock.advance(hour);
  expect(await published()).toEqual([second, first]);
  clock.advance(29 * day);
  expect(await published()).toContain(first);
  clock.advance(3 * day);
  expect(await published()).not.toContain(first);
  server.close();
});
