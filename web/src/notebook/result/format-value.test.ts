import { expect, test } from 'vitest';
import { shortValue, shownValue } from './format-value.ts';

const column = (type: string, kind: 'number' | 'text' | 'time' = 'number', name = 'x') => ({ name, type, kind });

test('exact decimals and huge integers keep every digit', () => {
  expect(shownValue('170141183460469231731687303715884105727', column('HUGEINT'), 'en')).toBe(
    '170,141,183,460,469,231,731,687,303,715,884,105,727',
  );
  expect(shownValue('-1234.5600', column('DECIMAL(18,4)'), 'en')).toBe('−1,234.5600');
});

test('minus is a minus, years are not grouped, NaN stays NaN', () => {
  expect(shownValue(-4, column('INTEGER'), 'en')).toBe('−4');
  expect(shownValue(2013, column('INTEGER', 'number', 'year'), 'en')).toBe('2013');
  expect(shownValue('NaN', column('DOUBLE'), 'en')).toBe('NaN');
});

test('the head of a column shortens', () => {
  expect(shortValue(201_344, column('BIGINT'), 'en')).toBe('201,344');
  expect(shortValue(3_000_000, column('BIGINT'), 'en')).toBe('3M');
});
