import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptFolder } from '../file/kept-folder.ts';
import { Lease } from './lease.ts';

const modes = { folder: 0o700, file: 0o600 };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-lease-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const leaseOf = (account: string) => new Lease(new KeptFolder(folder, [], modes), { account, server: account });

function age(name: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(join(folder, name), then, then);
}

test('one has it, until it is released or not renewed for long', async () => {
  const [ada, bob] = [leaseOf('ada'), leaseOf('bob')];
  expect(await ada.acquire()).toBeNull();
  expect(await bob.acquire()).toMatchObject({ account: 'ada' });
  age('lease.json', 19);
  expect(await bob.acquire()).toMatchObject({ account: 'ada' });
  age('lease.json', 21);
  expect(await bob.acquire()).toBeNull();
  expect(await ada.renew()).toBe(false);
  await bob.release();
  expect(await ada.acquire()).toBeNull();
});

test('a request counts while whoever asks repeats it, and is soon forgotten when that one is gone', async () => {
  const [ada, bob, eve] = [leaseOf('ada'), leaseOf('bob'), leaseOf('eve')];
  await ada.acquire();
  await bob.ask();
  expect(await ada.asked()).toMatchObject({ account: 'bob' });
  age('lease.request', 4);
  expect(await ada.asked()).toBeNull();
  expect(await eve.asked()).toBeNull();
  await bob.ask();
  expect(await eve.asked()).toMatchObject({ account: 'bob' });
});
