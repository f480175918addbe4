import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContainerView } from '../rules/container.ts';
import type { Probe, TaskCheck } from '../task.ts';

/** What the program is told that makes a task's container and waits for it (run-container.ts). Paths are the host's. */
export interface ContainerJob {
  socketPath: string;
  name: string;
  image: string;
  /** `POST /containers/create`, but for the image and what it asks for. */
  view: ContainerView;
  checks: Record<string, ContainerCheck>;
  /** The task's control groups: a container that is in none of them is not held to its limits. */
  groups: readonly string[];
}

export interface ContainerCheck extends Omit<TaskCheck, 'how'> {
  how: Probe;
  /** For HTTP and TCP: a command of the host's, as the tenant; it asks in the container's network. */
  command: readonly string[];
}

export const containerProgram = fileURLToPath(
  new URL(`./run-container${extname(import.meta.filename)}`, import.meta.url),
);
