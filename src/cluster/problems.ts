import { problems } from '../platform/index.ts';

export const clusterProblems = problems({
  'task-not-found': [404, 'No such task'],
  'agent-not-found': [404, 'No such agent'],
  'framework-not-found': [404, 'No such framework'],
  'role-not-found': [404, 'No such role'],
  'reservation-not-found': [404, 'No such reservation'],
  'nothing-reserved': [422, 'A reservation is of something'],
  'not-free': [409, 'So much is not free on the agent'],
  'role-not-allowed': [403, 'Not a role of yours'],
  'class-not-allowed': [403, 'The role may not ask for this class'],
  'too-many-tasks': [429, 'Too many tasks wait already'],
  'command-too-long': [422, 'The command is too long'],
  'log-not-kept': [410, 'This part of the log is not kept any more'],
  'task-file-not-found': [404, 'The task has no such file'],
  'task-files-of-another': [403, 'The files of a task are seen by its account alone'],
  'framework-built-in': [409, 'A built-in framework cannot be ended'],
  'preview-not-now': [503, 'The effect of the change is not known now; ask again in a minute'],
  'guarantee-over-limit': [422, 'The guarantee is more than the limit'],
  'guarantees-over-total': [422, 'The guarantees are more than the cluster has'],
});
