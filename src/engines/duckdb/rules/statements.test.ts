import { expect, test } from 'vitest';
import { completeness, splitStatements } from './statements.ts';

const texts = (sql: string): string[] => splitStatements(sql).map(({ text }) => text);

test('a cell is cut at semicolons, not at those in quotes, comments and dollar quotes', () => {
  expect(texts('select \';\' ; select "a;b" -- x;y\n; /* ; /* ; */ ; */ select $$;$$; select $t$;$t$')).toEqual([
    "select ';'",
    'select "a;b"',
    'select $$;$$',
    'select $t$;$t$',
  ]);
});

test('comments and empty statements are none', () => {
  expect(texts('-- nothing\n;; /* here */ ;')).toEqual([]);
});

test('a doubled quote stays inside, a backslash escapes only in an escape string', () => {
  expect(texts("select 'it''s;'; select e'\\';'; select '\\'; select 2")).toEqual([
    "select 'it''s;'",
    "select e'\\';'",
    "select '\\'",
    'select 2',
  ]);
});

test('a statement knows where it begins', () => {
  expect(splitStatements('select 1;\n\n  select 2')[1]?.start).toBe(13);
});

test('a console asks for more until a semicolon ends the statement', () => {
  expect(completeness('select 1')).toBe('incomplete');
  expect(completeness("select 'a;")).toBe('incomplete');
  expect(completeness('select 1; /* and')).toBe('incomplete');
  expect(completeness('select 1;  -- done')).toBe('complete');
});
