import type { Context } from '../../platform/index.ts';
import type { Device } from './contract.ts';
import type { ProviderParts } from './parts.ts';
import { shownCode } from './rules/device-code.ts';
import { requireDevice } from './waiting-device.ts';

/** Which program waits, and from where it asked, so that nobody confirms another's. */
export async function readDevice(ctx: Context, parts: ProviderParts, typed: string): Promise<Device> {
  const { userCode, deviceInfo, exp } = await requireDevice(ctx, parts, typed);
  const { remote, client } = deviceInfo ?? {};
  return {
    code: shownCode(String(userCode)),
    client: typeof client === 'string' ? client : '',
    remote: typeof remote === 'string' ? remote : '',
    expiresAt: Number(exp) * 1000,
  };
}
