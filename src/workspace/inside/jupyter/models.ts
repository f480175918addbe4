import type { Kernel } from '../kernels/kernel.ts';
import type { InstalledKernel } from '../kernels/kernelspecs.ts';
import type { Session, Sessions } from '../kernels/sessions.ts';

/** Jupyter Server's JSON of kernels, sessions and kernelspecs. */

export function kernelModel(kernel: Kernel): Record<string, unknown> {
  return {
    id: kernel.id,
    name: kernel.spec.name,
    last_activity: kernel.lastActivity,
    execution_state: kernel.phase === 'absent' ? 'starting' : kernel.phase,
    connections: kernel.clients,
    ...(kernel.reason === null ? {} : { reason: kernel.reason }),
  };
}

export function sessionModel(session: Session, sessions: Sessions): Record<string, unknown> {
  const kernel = sessions.kernelOf(session);
  return {
    id: session.id,
    path: session.path,
    name: session.name,
    type: session.type,
    kernel: kernel === null ? null : kernelModel(kernel),
    ...(session.type === 'notebook' ? { notebook: { path: session.path, name: session.name } } : {}),
  };
}

export function kernelspecModel(spec: InstalledKernel, resources: Record<string, string>): Record<string, unknown> {
  return {
    name: spec.name,
    spec: {
      argv: spec.argv,
      env: {},
      display_name: spec.displayName,
      language: spec.language,
      interrupt_mode: spec.interruptMode,
      metadata: spec.metadata,
    },
    resources,
  };
}
