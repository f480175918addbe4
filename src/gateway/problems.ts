import { problems } from '../platform/index.ts';

export const refusals = problems({
  'bad-address': [400, 'The address is not one that Stoa answers'],
  'headers-too-large': [431, 'The request has too many headers, or too large ones'],
  'too-slow': [408, 'The request took too long to arrive'],
  'malformed-request': [400, 'The request is not valid HTTP'],
  'wrong-host': [421, 'This host name is not served here'],
  'not-your-credential': [403, 'From inside a workspace only its own account can sign in'],
  'not-your-name': [403, 'Nobody speaks for another account here'],
  'too-many-websockets': [429, 'Too many connections of this account are open'],
  'upgrade-refused': [400, 'Only websockets are spoken here'],
  'workspace-not-running': [503, 'The workspace is not running'],
  'files-not-running': [503, 'The file server is not running'],
  'workspace-answer-refused': [502, 'The workspace answered with something that is not let through'],
  'workspace-interrupted': [502, 'The workspace server ended while it worked on this'],
  'control-away': [503, 'The control process is not answering'],
});
