import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startPlatform } from '../testing/platform.ts';
import { openid, signInToSite, startWithSite, type WithSite } from './testing/site.ts';

async function published({ origin }: WithSite): Promise<string[]> {
  const { keys } = JSON.parse(await (await fetch(`${origin}/oidc/jwks`)).text());
  for (const key of keys) expect(key).not.toHaveProperty('d');
  return keys.map(({ kid }: { kid: string }) => kid);
}

function keyOf(idToken: string | undefined): string {
  return JSON.parse(Buffer.from(idToken?.split('.')[0] ?? '', 'base64url').toString()).kid;
}

test('keys, and what sites were given, outlive a restart of the platform', async () => {
  const world = await startWithSite();
  const { folder, close } = world.platform;
  const before = await published(world);
  const { config, tokens } = await signInToSite(world);
  expect(before).toEqual([keyOf(tokens.id_token)]);
  await close();
  await using again = await startPlatform({ publicUrl: world.origin, origins: [world.origin] }, folder);
  await again.server.listen({ host: '127.0.0.1', port: Number(new URL(world.origin).port) });
  expect(await published(world)).toEqual(before);
  expect(await openid.fetchUserInfo(config, tokens.access_token, 'alice')).toMatchObject({ sub: 'alice' });
  await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
  await rm(folder, { recursive: true });
});

test('keys that somebody may have seen are replaced at once', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const before = await published(world);
  const { config, tokens } = await signInToSite(world);
  expect((await world.admin.ask('POST', '/api/openid/keys', {}, { origin: world.origin })).status).toBe(200);
  const after = await published(world);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  const hint = openid.buildEndSessionUrl(config, { id_token_hint: tokens.id_token ?? '' });
  expect((await fetch(hint)).status).toBe(400);
  const { tokens: fresh } = await signInToSite(world);
  expect(after).toContain(keyOf(fresh.id_token));
});
