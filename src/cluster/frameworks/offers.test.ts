import { expect, test } from 'vitest';
import { nothing } from '../rules/resources.ts';
import { Offers, type OpenOffer } from './offers.ts';

const offer = (id: string): OpenOffer => ({
  ...{ id, frameworkId: 'f', agentId: 'a', hostname: 'a', role: 'growth/ada', booked: id, base: nothing },
  ...{ share: { resources: nothing, ports: [{ begin: 31_000, end: 31_000 }] }, attributes: new Map() },
  ...{ reserved: [], kept: [], volumes: [], surplus: nothing, since: 0, timer: setTimeout(() => {}, 0) },
});

test('what is in an accepted offer is nobody else’s until what was launched on it is stored', () => {
  const offers = new Offers(1);
  offers.add(offer('one'));
  offers.accept('one');
  expect(offers.get('one')).toBeUndefined();
  expect(offers.on('a')).toEqual([]);
  expect(offers.acceptedOn('a').map(({ id }) => id)).toEqual(['one']);
  expect(offers.acceptedOn('b')).toEqual([]);
  offers.settled('one');
  expect(offers.acceptedOn('a')).toEqual([]);
});

test('an offer that is not out cannot be accepted', () => {
  const offers = new Offers(1);
  offers.accept('forged');
  expect(offers.acceptedOn('a')).toEqual([]);
});
