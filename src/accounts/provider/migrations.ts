import type { Migration } from '../../platform/index.ts';

/** The provider's schema. Times are milliseconds since 1970; lists are JSON. */
export const providerMigrations: readonly Migration[] = [
  {
    number: 540,
    name: 'OpenID Connect provider',
    statements: [
      // A public client has no secret.
      `create table openid_client (
        id text primary key,
        name text not null,
        secret_hash text,
        trusted integer not null,
        redirect_uris text not null,
        sign_out_uris text not null,
        back_channel_uri text,
        created_at integer not null
      ) strict`,
      // What the library keeps. Where an id is a secret that somebody shows, it is kept as sha256 in hex.
      `create table openid_record (
        model text not null,
        id text not null,
        payload text not null,
        expires_at integer,
        consumed_at integer,
        account text,
        client text,
        grant_id text,
        uid text,
        user_code text,
        browser text,
        primary key (model, id)
      ) strict, without rowid`,
      `create index openid_record_of_grant on openid_record (grant_id) where grant_id is not null`,
      `create index openid_record_of_account on openid_record (account) where account is not null`,
      `create index openid_record_of_client on openid_record (client) where client is not null`,
      `create index openid_record_by_uid on openid_record (uid) where uid is not null`,
      `create index openid_record_by_user_code on openid_record (user_code) where user_code is not null`,
      `create index openid_record_by_end on openid_record (expires_at)`,
      // Which session of the platform a session with clients stands on: it ends with it.
      `create table openid_link (uid text primary key, session text not null, account text not null) strict`,
      `create index openid_link_of_account on openid_link (account)`,
      `create table openid_consent (
        account text not null references account,
        client text not null references openid_client on delete cascade,
        scopes text not null,
        granted_at integer not null,
        primary key (account, client)
      ) strict, without rowid`,
      `create table openid_key (id text primary key, kind text not null, created_at integer not null, secret text not null) strict`,
    ],
  },
  {
    number: 541,
    name: 'sessions with sites whose session is over are found at once',
    statements: [
      `alter table openid_link add column ended integer not null default 0`,
      `create index openid_link_ended on openid_link (uid) where ended = 1`,
      `create index openid_link_of_session on openid_link (session)`,
      `create trigger openid_link_ends after delete on session
       begin
         update openid_link set ended = 1 where session = old.id;
       end`,
    ],
  },
];
