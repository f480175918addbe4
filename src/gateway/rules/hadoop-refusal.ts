import type { Problem } from '../../platform/index.ts';

/** The class by which Hadoop's clients know what a refusal of the gateway means. */
const classes: Readonly<Record<string, string>> = {
  'not-signed-in': 'org.apache.hadoop.security.authentication.client.AuthenticationException',
  'not-your-name': 'org.apache.hadoop.security.authorize.AuthorizationException',
  'not-your-credential': 'org.apache.hadoop.security.authorize.AuthorizationException',
  'scope-missing': 'org.apache.hadoop.security.AccessControlException',
  forbidden: 'org.apache.hadoop.security.AccessControlException',
  'not-ready': 'org.apache.hadoop.ipc.RetriableException',
  'control-away': 'org.apache.hadoop.ipc.RetriableException',
  'files-not-running': 'org.apache.hadoop.ipc.RetriableException',
  'too-many-requests': 'org.apache.hadoop.ipc.RetriableException',
};

/** A problem in the form in which WebHDFS says that something went wrong; the status stays. */
export function hadoopRefusal(problem: Problem): Record<string, unknown> {
  const javaClassName = classes[problem.code] ?? 'java.io.IOException';
  const exception = javaClassName.slice(javaClassName.lastIndexOf('.') + 1);
  return { RemoteException: { exception, javaClassName, message: problem.detail } };
}
