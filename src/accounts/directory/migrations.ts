import type { Migration } from '../../platform/index.ts';

/** Which accounts and groups come from a directory. Times are milliseconds since 1970; truth values are 0 and 1. */
export const directoryMigrations: readonly Migration[] = [
  {
    number: 520,
    name: 'accounts from a directory',
    statements: [
      `create table directory_account (
        account text primary key references account,
        entry_id text not null unique,
        dn text not null,
        gone_at integer,
        suspended_by_it integer not null default 0
      ) strict`,
      `create table directory_team (
        team text primary key references team,
        entry_id text not null unique,
        dn text not null,
        gone_at integer
      ) strict`,
      // The last one that ended, and whether an administrator has ever begun one.
      `create table directory_sync (
        one integer primary key check (one = 1),
        at integer not null,
        report text not null
      ) strict`,
    ],
  },
];
