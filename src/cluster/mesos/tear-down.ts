import type { Identity } from '../../platform/index.ts';
import type { ClusterCore } from '../framework-port.ts';
import { Refusal } from './http/refusal.ts';

/** Ends a framework and its tasks. What others have does not exist for the caller. @throws Refusal 400 */
export async function tearDown(core: ClusterCore, who: Identity, id: string): Promise<void> {
  const known = core.find(id);
  if (known === undefined || known.state === 'completed' || (known.account !== who.account && !who.administrator))
    throw new Refusal(400, 'No framework found with specified ID');
  if (known.builtIn) throw new Refusal(403, 'A framework of the platform itself cannot be ended');
  await core.tearDown(id);
}
