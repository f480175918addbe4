import type { Migration } from '../platform/index.ts';
import { directoryMigrations } from './directory/migrations.ts';
import { providerMigrations } from './provider/migrations.ts';

/** The room's schema. Times are milliseconds since 1970; truth values are 0 and 1; secrets are kept as sha256 in hex. */
export const accountsMigrations: readonly Migration[] = [
  {
    number: 100,
    name: 'directory',
    statements: [
      // Names of accounts and groups, for ever: a deleted name stays taken.
      `create table taken_name (name text primary key, kind text not null) strict`,
      // Labels in host names, for ever, of whatever has a host of its own.
      `create table host_label (label text primary key, owner text not null) strict`,
      // The next uid or gid; it never goes back.
      `create table tenant_number (one integer primary key check (one = 1), next integer not null) strict`,
      `create table account (
        name text primary key references taken_name,
        uid integer not null unique,
        label text not null references host_label,
        display_name text not null,
        administrator integer not null,
        password_hash text,
        must_change_password integer not null,
        suspended_at integer,
        deleted_at integer,
        created_at integer not null,
        seen_at integer,
        version integer not null
      ) strict`,
      `create table team (
        name text primary key references taken_name,
        gid integer not null unique,
        description text not null,
        created_at integer not null,
        deleted_at integer
      ) strict`,
      `create table membership (
        team text not null references team,
        account text not null references account,
        since integer not null,
        primary key (team, account)
      ) strict, without rowid`,
      `create index membership_of_account on membership (account)`,
      `create table session (
        id text primary key,
        secret_hash text not null unique,
        account text not null references account,
        created_at integer not null,
        seen_at integer not null,
        longest_until integer not null,
        remote text not null,
        client text not null
      ) strict`,
      `create index session_of_account on session (account)`,
      `create table token (
        id text primary key,
        secret_hash text not null unique,
        account text not null references account,
        name text not null,
        scopes text not null,
        created_at integer not null,
        expires_at integer,
        seen_at integer,
        hint text not null,
        parent text references token on delete cascade,
        workspace_task text
      ) strict`,
      `create index token_of_account on token (account)`,
      `create index token_of_parent on token (parent)`,
      `create index token_of_task on token (workspace_task)`,
      `create table invitation (
        account text primary key references account,
        secret_hash text not null unique,
        created_at integer not null,
        expires_at integer not null
      ) strict`,
      // Where each account has signed in from, so that guesses from elsewhere do not slow its owner.
      `create table known_address (
        account text not null references account,
        remote text not null,
        seen_at integer not null,
        primary key (account, remote)
      ) strict, without rowid`,
      // What was taken away from somebody and has not yet taken effect everywhere.
      `create table pending_revocation (
        id text primary key,
        kind text not null,
        account text not null,
        team text,
        at integer not null
      ) strict`,
    ],
  },
  {
    number: 101,
    name: 'audit trail',
    statements: [
      `create table audit (
        sequence integer primary key autoincrement,
        id text not null unique,
        at integer not null,
        account text,
        credential_id text,
        operation text not null,
        target text not null,
        remote text not null,
        request_id text not null,
        result text not null
      ) strict`,
      `create index audit_by_account on audit (account, sequence)`,
      `create index audit_by_time on audit (at)`,
      `create trigger audit_stays before delete on audit begin select raise(abort, 'audit records are kept'); end`,
      `create trigger audit_is_fixed before update on audit begin select raise(abort, 'audit records are fixed'); end`,
    ],
  },
  {
    number: 102,
    name: 'primary group',
    // Where none is given, or the account is not in it, it is the group of all.
    statements: [`alter table account add column primary_team text references team`],
  },
  {
    number: 103,
    name: 'a primary group that is left is over',
    statements: [
      `create trigger primary_team_left after delete on membership
       begin
         update account set primary_team = null where name = old.account and primary_team = old.team;
       end`,
    ],
  },
  ...directoryMigrations,
  ...providerMigrations,
];
