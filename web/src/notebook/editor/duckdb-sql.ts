import { SQLDialect, sql } from '@codemirror/lang-sql';
import type { LanguageSupport } from '@codemirror/language';
import { functions, keywords, types } from './sql-words.ts';

/** DuckDB's words; its functions are coloured as such. */
export function duckdbSql(): LanguageSupport {
  return sql({
    dialect: SQLDialect.define({
      keywords,
      types,
      builtin: functions,
      doubleDollarQuotedStrings: true,
      operatorChars: '+-*/<>=~!@#%^&|?:',
      identifierQuotes: '"',
    }),
  });
}
