import { problems } from '../../platform/index.ts';

/** What can go wrong between people, sites and the provider. */
export const refusal = problems({
  'client-not-found': [404, 'No such client'],
  'client-id-taken': [409, 'This id is taken'],
  'client-address-not-allowed': [422, 'This address cannot be used'],
  'client-has-no-secret': [409, 'A public client has no secret'],
  'too-many-clients': [409, 'Too many clients'],
  'site-request-not-found': [404, 'This request is over, or began in another browser'],
  'sign-in-again': [403, 'The site wants you to sign in again'],
  'device-code-not-found': [404, 'This code does not work'],
});
