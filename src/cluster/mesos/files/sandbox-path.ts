import { Refusal } from '../http/refusal.ts';
import type { View } from '../view.ts';

/** A file or folder in the sandbox of a task's or executor's process, by our id of that. */
export interface SandboxPath {
  readonly containerId: string;
  /** Before what is in the sandbox. */
  readonly root: string;
  /** In the sandbox; empty: all of it. */
  readonly path: string;
}

const shape = /^(.*\/frameworks\/([^/]+)\/executors\/([^/]+)\/runs\/([\w-]+))\/?(.*)$/;

/**
 * A path as Mesos's agents have it, `…/frameworks/F/executors/E/runs/R/PATH`; the run is a container's id, or `latest` of
 * what has not ended. @throws Refusal 404
 */
export function readSandboxPath(given: string, view: View): SandboxPath {
  const [, root, framework, executor, run, path] = shape.exec(given.startsWith('/') ? given : `/${given}`) ?? [];
  if (root === undefined || run === undefined || path === undefined) throw new Refusal(404, 'No such file or folder');
  if (run !== 'latest') return { containerId: run, root, path };
  const { tasks, executors } = view.ofFramework(framework ?? '');
  const process = executors.find(({ executorId }) => executorId === executor);
  const task = tasks.find(({ taskId, ended }) => taskId === executor && !ended);
  const containerId = process?.containerId ?? task?.status.containerId;
  if (containerId === undefined) throw new Refusal(404, 'No such file or folder');
  return { containerId, root, path };
}
