import { problems } from '../../platform/index.ts';

/** What can go wrong between the platform and the directory that accounts come from. */
export const wrong = problems({
  'no-directory': [409, 'Accounts do not come from a directory here'],
  'directory-away': [503, 'The directory does not answer'],
  'directory-refuses': [502, 'The directory refuses what it is asked'],
  'directory-incomplete': [502, 'The directory’s answer cannot be the whole one'],
  'too-many-gone': [409, 'Too many people are gone from the directory at once'],
  synchronising: [409, 'A synchronisation is running'],
  'kept-by-directory': [409, 'The directory keeps this'],
});
