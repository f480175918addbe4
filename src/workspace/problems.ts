import { problems } from '../platform/index.ts';

export const workspaceProblems = problems({
  'several-accounts-refused': [409, 'This host cannot keep several accounts apart'],
  'workspace-stopped': [409, 'The workspace does not run'],
});
