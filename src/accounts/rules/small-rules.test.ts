import { expect, test } from 'vitest';
import { bearerOf } from './bearer.ts';
import { cookieValues, setCookie } from './cookie.ts';
import { afterKey, page } from './cursor.ts';
import { isActingAdministrator } from './last-administrator.ts';
import { readableSecret } from './readable-secret.ts';
import { sessionEnd } from './session-lifetime.ts';

test('over https the cookie is bound to the host; it is never readable by scripts nor sent by other sites', () => {
  expect(setCookie(true, 'x', 60)).toBe('__Host-stoa_session=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure');
  expect(setCookie(false, 'x', 60)).toBe('stoa_session=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60');
});

test('every cookie of the name is seen, and none of another', () => {
  expect(cookieValues('a=1; stoa_session=x; xstoa_session=y;stoa_session=z', 'stoa_session')).toEqual(['x', 'z']);
  expect(cookieValues(undefined, 'stoa_session')).toEqual([]);
});

test('a token is read from both forms of the header', () => {
  expect(bearerOf('Bearer stoa_a-b_c')).toBe('stoa_a-b_c');
  expect(bearerOf('token stoa_x')).toBe('stoa_x');
  for (const header of [undefined, '', 'Basic eDp5', 'Bearer', 'Bearer a b', `Bearer ${'a'.repeat(201)}`])
    expect(bearerOf(header)).toBeUndefined();
});

test('pages go on where the one before ended', () => {
  const first = page(['a', 'b', 'c'], 2, (item) => item);
  expect(first.items).toEqual(['a', 'b']);
  expect(afterKey(first.next ?? undefined)).toBe('b');
  expect(page(['c'], 2, (item) => item)).toEqual({ items: ['c'], next: null });
});

test('a one-time password is 20 characters that nobody mistakes', () => {
  const secret = readableSecret(Array.from({ length: 17 }, (_, i) => i * 3));
  expect(secret).toMatch(/^[a-z2-9-]{20}$/);
  expect(secret).not.toMatch(/[01lio]/);
});

test('a session ends when it is not used, and at the latest', () => {
  const lifetimes = { idleMilliseconds: 10, longestMilliseconds: 100 };
  expect(sessionEnd(50, 100, lifetimes)).toBe(60);
  expect(sessionEnd(95, 100, lifetimes)).toBe(100);
});

test('who is suspended, deleted, demoted or has no password does not administer', () => {
  const admin = { administrator: true, suspended: false, passwordHash: 'x' };
  expect(isActingAdministrator(admin)).toBe(true);
  expect(isActingAdministrator(admin, { suspended_at: 1 })).toBe(false);
  expect(isActingAdministrator(admin, { deleted_at: 1 })).toBe(false);
  expect(isActingAdministrator(admin, { administrator: 0 })).toBe(false);
  expect(isActingAdministrator({ ...admin, passwordHash: undefined })).toBe(false);
  expect(isActingAdministrator({ ...admin, suspended: true }, { suspended_at: null })).toBe(true);
});
