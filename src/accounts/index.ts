export type { Invitation, Session } from './contract.ts';
export type { ReplicatedAccount, ReplicatedCredential } from './live-credentials.ts';
export { accountsMigrations } from './migrations.ts';
export type { AccountsOptions } from './options.ts';
export type { RevocationHandler } from './revocation.ts';
export { type AccountsRoom, accountsRoom, type Tenant } from './room.ts';
export { brokenLine } from './rules/audit-chain.ts';
export type { Revocation } from './store/revocations.ts';
