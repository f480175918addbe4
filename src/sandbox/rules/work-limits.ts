import type { LimitReport } from '../probe-report.ts';

/** How far a task keeps to the disk and the files that it was given, on any host: its folder is a part of its home. */
export const workLimits: LimitReport = {
  enforced: 'partly',
  how: 'watched',
  why: 'What a task keeps in its own folder is counted every few seconds. Over the limit the task is stopped.',
};
