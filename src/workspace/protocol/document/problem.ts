/** Something went wrong that a person should see. */
export interface Problem {
  code: ProblemCode;
  /** What happened. */
  message: string;
  why?: string;
  /** What to do next. */
  action?: string;
}

export type ProblemCode =
  | 'not-found'
  | 'not-a-notebook'
  | 'broken-notebook'
  | 'newer-notebook'
  | 'no-access'
  | 'disk-full'
  | 'home-closed'
  | 'read-only'
  | 'held-elsewhere'
  | 'kernel-not-found'
  | 'kernel-not-started'
  | 'kernel-died'
  | 'cell-not-found'
  | 'bad-message'
  | 'too-large'
  | 'outside-group'
  | 'not-a-file'
  | 'failed';
