import { problems } from '../platform/index.ts';

export const workspaceProblems = problems({
  'workspace-stopped': [409, 'The workspace does not run'],
  'not-in-group': [403, 'The account is not in this group'],
});
