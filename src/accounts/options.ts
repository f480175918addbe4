import type { DirectoryOptions } from './directory/options.ts';
import type { ProviderOptions } from './provider/options.ts';
import type { GuessLimit } from './rules/guess-delay.ts';
import type { SessionLifetimes } from './rules/session-lifetime.ts';

/** Cost of argon2id: memory in KiB, passes over it, lanes. Raised ones take effect at each person's next sign-in. */
export interface HashCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** What an operator can set, and what tests set. */
export interface AccountsOptions {
  /** The address that people type, e.g. `https://stoa.example`. https makes the cookie `__Host-` and Secure. */
  readonly publicUrl: string;
  /** The exact origins of the platform's own pages; requests of browsers that change something come from no other. */
  readonly origins: readonly string[];
  /** The first uid that may be given to an account or a group. */
  readonly firstUid?: number;
  /** Where audit records are written as JSON lines; undefined: nowhere but the database. */
  readonly auditFile?: string;
  /** Told of each sign-in; nobody waits for what follows from it. */
  readonly signedIn?: (account: string) => void;
  readonly lifetimes?: Partial<SessionLifetimes>;
  readonly invitationMilliseconds?: number;
  readonly hashCost?: HashCost;
  /** How many passwords are hashed at once; each takes `hashCost.memoryKiB`. */
  readonly hashesAtOnce?: number;
  /** How many more wait for their turn before sign-in answers that it is busy. */
  readonly hashesWaiting?: number;
  readonly guessing?: Partial<GuessLimits>;
  /** How long a suspension, and whatever else takes something away, waits for gateways and rooms to follow. */
  readonly revocationMilliseconds?: number;
  /** How other sites sign people in. */
  readonly provider?: Partial<ProviderOptions>;
  /** Where people come from besides those who are made here. */
  readonly directory?: DirectoryOptions | undefined;
}

/** Limits of wrong passwords. */
export interface GuessLimits {
  /** For one account from one address. */
  readonly pair: GuessLimit;
  /** For one address, whatever the account; not for accounts that have signed in from there before. */
  readonly address: GuessLimit;
  /** For one account from all addresses together; not from addresses that it has signed in from before. */
  readonly account: GuessLimit;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const defaults = {
  firstUid: 20_000,
  signedIn: () => {},
  lifetimes: { idleMilliseconds: 7 * day, longestMilliseconds: 30 * day },
  invitationMilliseconds: 3 * day,
  /** 32 MiB and 3 passes: above the least that OWASP asks for (19 MiB, 2), about 50 ms of one core. */
  hashCost: { memoryKiB: 32 * 1024, passes: 3, parallelism: 1 },
  hashesAtOnce: 2,
  hashesWaiting: 2000,
  guessing: {
    pair: {
      free: 5,
      firstDelayMilliseconds: second,
      longestDelayMilliseconds: minute,
      forgiveMilliseconds: 15 * minute,
    },
    address: {
      free: 50,
      firstDelayMilliseconds: second,
      longestDelayMilliseconds: minute,
      forgiveMilliseconds: minute,
    },
    account: {
      free: 50,
      firstDelayMilliseconds: second,
      longestDelayMilliseconds: minute,
      forgiveMilliseconds: minute,
    },
  },
  revocationMilliseconds: 10 * second,
} as const satisfies Omit<Required<AccountsOptions>, 'publicUrl' | 'origins' | 'auditFile' | 'provider' | 'directory'>;

export type Settled = Required<
  Omit<AccountsOptions, 'auditFile' | 'lifetimes' | 'guessing' | 'provider' | 'directory'>
> & {
  readonly auditFile: string | undefined;
  readonly lifetimes: SessionLifetimes;
  readonly guessing: GuessLimits;
  readonly secure: boolean;
};

export function settle(options: AccountsOptions): Settled {
  return {
    ...defaults,
    ...options,
    auditFile: options.auditFile,
    lifetimes: { ...defaults.lifetimes, ...options.lifetimes },
    guessing: { ...defaults.guessing, ...options.guessing },
    secure: new URL(options.publicUrl).protocol === 'https:',
  };
}
