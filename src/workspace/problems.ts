import { problems } from '../platform/index.ts';

export const workspaceProblems = problems({
  'workspace-stopped': [409, 'The workspace does not run'],
});
