import { expect, test } from 'vitest';
import type { Role } from '../../../src/cluster/contract.ts';
import { changeOf, formOf, wrongFields } from './role-form.ts';

const role: Role = {
  ...{ path: 'growth', weight: 2, guarantee: { cpus: 4, disk: 5 }, limit: { memory: 8 * 1024 ** 3 }, recorded: true },
  ...{
    highestClass: 'service',
    used: { cpus: 0, memory: 0, disk: 0, inodes: 0, bandwidth: 0, ports: 0 },
    dominant: null,
  },
  ...{ share: 0, fairShare: 0.5, starvedSince: null, running: 0, waiting: 0 },
};

test('only what was changed is asked for, and kinds that the form does not show stay', () => {
  const form = formOf(role);
  expect(form).toMatchObject({ weight: '2', guaranteeCpus: '4', guaranteeMemory: '', limitMemory: '8' });
  expect(changeOf(role, form)).toBeNull();
  expect(changeOf(role, { ...form, weight: '3' })).toEqual({ path: 'growth', weight: 3 });
  expect(changeOf(role, { ...form, guaranteeCpus: '', guaranteeMemory: '1,5' })).toEqual({
    path: 'growth',
    guarantee: { disk: 5, memory: 1.5 * 1024 ** 3 },
  });
  expect(changeOf(role, { ...form, limitMemory: '', highestClass: 'batch' })).toEqual({
    ...{ path: 'growth', limit: {}, highestClass: 'batch' },
  });
});

test('what cannot be is marked where it stands', () => {
  const form = formOf(role);
  expect([...wrongFields(form)]).toEqual([]);
  expect([...wrongFields({ ...form, weight: '0' })]).toEqual(['weight']);
  expect([...wrongFields({ ...form, limitCpus: 'many' })]).toContain('limitCpus');
  expect([...wrongFields({ ...form, limitCpus: '2' })]).toEqual(['guaranteeCpus']);
});
