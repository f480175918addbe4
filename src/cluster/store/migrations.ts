import type { Generated } from 'kysely';
import type { Migration } from '../../platform/index.ts';

export const clusterMigrations: readonly Migration[] = [
  {
    number: 400,
    name: 'tasks and roles of the cluster',
    statements: [
      `create table cluster_task (
         id text primary key,
         account text not null,
         key text,
         live integer not null check (live in (0, 1)),
         requested_at integer not null,
         ended_at integer,
         record text not null,
         version integer not null
       ) strict`,
      `create unique index cluster_task_key on cluster_task (account, key) where key is not null`,
      `create index cluster_task_live on cluster_task (id) where live = 1`,
      `create index cluster_task_account on cluster_task (account, id)`,
      `create index cluster_task_ended on cluster_task (ended_at) where live = 0`,
      `create table cluster_role (
         path text primary key,
         weight real,
         guarantee text,
         most text,
         highest_class text,
         version integer not null
       ) strict`,
      `create table cluster_agent (
         id text primary key,
         wish text not null check (wish in ('active', 'draining', 'deactivated')),
         since integer not null,
         drain_until integer
       ) strict`,
      `create table cluster_framework (
         id text primary key,
         record text not null,
         registered_at integer not null,
         reregistered_at integer,
         ended_at integer
       ) strict`,
      `create table cluster_epoch (epoch integer not null) strict`,
      `insert into cluster_epoch (epoch) values (0)`,
    ],
  },
  {
    number: 450,
    name: 'how the cluster was, minute by minute',
    statements: [`create table cluster_history (at integer primary key, point text not null) strict`],
  },
  {
    number: 455,
    name: 'what accounts asked for and used',
    statements: [
      `create table cluster_account_usage (
         account text not null,
         at integer not null,
         asked_cpus real not null,
         asked_memory integer not null,
         used_cpus real,
         used_memory integer,
         primary key (account, at)
       ) strict, without rowid`,
      `create index cluster_account_usage_at on cluster_account_usage (at)`,
    ],
  },
  {
    number: 460,
    name: 'what ended tasks are found by',
    statements: [
      ...['state', 'role', 'agent', 'framework', 'name'].map(
        (name) => `alter table cluster_task add column ${name} text as (json_extract(record, '$.${name}')) virtual`,
      ),
      `create index cluster_task_over on cluster_task (id, account, state, role, agent, framework, name) where live = 0`,
    ],
  },
  {
    number: 470,
    name: 'what is reserved for roles',
    statements: [
      `create table cluster_reservation (
         id text primary key,
         agent text not null,
         role text not null,
         resources text not null,
         made_by text not null,
         since integer not null,
         labels text not null
       ) strict`,
    ],
  },
  {
    number: 480,
    name: 'volumes that outlive their tasks',
    statements: [
      `create table cluster_volume (
         id text primary key,
         agent text not null,
         role text not null,
         name text not null,
         path text not null,
         disk integer not null,
         files integer not null,
         reservation text not null,
         made_by text not null,
         since integer not null,
         leaving integer not null check (leaving in (0, 1)),
         unique (agent, role, name)
       ) strict`,
    ],
  },
  {
    number: 495,
    name: 'agents that never come back',
    statements: [
      `create table cluster_gone_agent (id text primary key, since integer not null) strict`,
      `alter table cluster_agent add column mark_gone integer not null default 0 check (mark_gone in (0, 1))`,
    ],
  },
  {
    number: 505,
    name: 'what tasks that run long have used',
    statements: [
      `create table cluster_task_usage (
         id text primary key,
         at integer not null,
         measures text not null
       ) strict, without rowid`,
      `create index cluster_task_usage_at on cluster_task_usage (at)`,
    ],
  },
];

export type Tables = {
  cluster_task: {
    id: string;
    account: string;
    key: string | null;
    live: 0 | 1;
    requested_at: number;
    ended_at: number | null;
    record: string;
    version: number;
    // Out of the record.
    state: Generated<string>;
    role: Generated<string>;
    agent: Generated<string | null>;
    framework: Generated<string>;
    name: Generated<string>;
  };
  cluster_role: {
    path: string;
    weight: number | null;
    guarantee: string | null;
    most: string | null;
    highest_class: string | null;
    version: number;
  };
  cluster_framework: {
    id: string;
    record: string;
    registered_at: number;
    reregistered_at: number | null;
    ended_at: number | null;
  };
  cluster_epoch: { epoch: number };
  cluster_account_usage: {
    account: string;
    at: number;
    asked_cpus: number;
    asked_memory: number;
    used_cpus: number | null;
    used_memory: number | null;
  };
  cluster_reservation: {
    id: string;
    agent: string;
    role: string;
    resources: string;
    made_by: string;
    since: number;
    labels: string;
  };
  cluster_volume: {
    id: string;
    agent: string;
    role: string;
    name: string;
    path: string;
    disk: number;
    files: number;
    reservation: string;
    made_by: string;
    since: number;
    leaving: 0 | 1;
  };
  cluster_task_usage: { id: string; at: number; measures: string };
  cluster_history: { at: number; point: string };
  cluster_gone_agent: { id: string; since: number };
  cluster_agent: {
    id: string;
    wish: 'active' | 'draining' | 'deactivated';
    since: number;
    drain_until: number | null;
    mark_gone: 0 | 1;
  };
};
