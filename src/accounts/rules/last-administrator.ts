interface Office {
  readonly administrator: boolean;
  readonly suspended: boolean;
  readonly passwordHash: string | undefined;
}

interface Change {
  readonly administrator?: number;
  readonly suspended_at?: number | null;
  readonly deleted_at?: number | null;
}

/** Whether an account can sign in and administer, as it is or after a change. There must always be one. */
export function isActingAdministrator(account: Office, change: Change = {}): boolean {
  const administrator = change.administrator === undefined ? account.administrator : change.administrator === 1;
  const suspended = change.suspended_at === undefined ? account.suspended : change.suspended_at !== null;
  const deleted = change.deleted_at !== undefined && change.deleted_at !== null;
  return administrator && !suspended && !deleted && account.passwordHash !== undefined;
}
