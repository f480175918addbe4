import { type Context, common } from '../../platform/index.ts';
import { commandLineClient } from './client-metadata.ts';
import type { ProviderParts } from './parts.ts';
import { refusal } from './problems.ts';
import { plainCode } from './rules/device-code.ts';

/**
 * What waits behind a code that somebody has typed.
 *
 * @throws Problem device-code-not-found
 */
export async function requireDevice(ctx: Context, { provider, codes }: ProviderParts, typed: string) {
  if (!codes.take(ctx.caller().account))
    throw common['too-many-requests']('So many codes were tried that you have to wait a minute.');
  const code = await provider.now.DeviceCode.findByUserCode(plainCode(typed));
  if (!code || code.accountId !== undefined || code.error !== undefined || code.clientId !== commandLineClient)
    throw refusal['device-code-not-found']('Check it letter by letter. It works once, and for 15 minutes.');
  return code;
}
