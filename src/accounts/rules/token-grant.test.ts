import { expect, test } from 'vitest';
import { whyNotGrant } from './token-grant.ts';

test('a token gives no scope that its maker lacks', () => {
  const grant = (scopes: readonly ('all' | 'read' | 'workspace')[]) => ({ scopes, expiresAt: null });
  const reader = { scopes: ['read'] as const, expiresAt: null };
  expect(whyNotGrant(reader, grant(['read']), 0)).toBeUndefined();
  expect(whyNotGrant(reader, grant(['all']), 0)).toBe('too-wide');
  expect(whyNotGrant(reader, grant(['read', 'workspace']), 0)).toBe('too-wide');
  expect(whyNotGrant({ scopes: ['all'], expiresAt: null }, grant(['read', 'workspace']), 0)).toBeUndefined();
});

test('a token does not outlive the token that it was made with', () => {
  const maker = { scopes: ['all'] as const, expiresAt: 100 };
  expect(whyNotGrant(maker, { scopes: ['all'], expiresAt: 100 }, 0)).toBeUndefined();
  expect(whyNotGrant(maker, { scopes: ['all'], expiresAt: 101 }, 0)).toBe('lives-too-long');
  expect(whyNotGrant(maker, { scopes: ['all'], expiresAt: null }, 0)).toBe('lives-too-long');
  expect(whyNotGrant(maker, { scopes: ['all'], expiresAt: 50 }, 50)).toBe('already-over');
});
