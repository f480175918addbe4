import type { KernelState } from '../../../protocol/document.ts';
import type { Kernel } from '../../kernels/kernel.ts';

/** What pages are told of a kernel of the notebook; `kernel` is null while there is none of that name. */
export function kernelState(
  name: string,
  kernel: Kernel | null,
  cells: Pick<KernelState, 'queue' | 'running'>,
): KernelState {
  if (kernel === null) return { name, displayName: name, id: null, phase: 'absent', ...cells };
  return {
    name,
    displayName: kernel.spec.displayName,
    id: kernel.phase === 'dead' || kernel.phase === 'absent' ? null : kernel.id,
    phase: kernel.phase,
    startedAt: kernel.record.startedAt,
    ...cells,
    ...(kernel.reason === null ? {} : { reason: kernel.reason }),
    ...(kernel.step === null ? {} : { step: kernel.step }),
  };
}
