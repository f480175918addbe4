import type { BodyOf } from '../platform/operation.ts';
import { imageName } from '../sandbox/index.ts';
import type { createTask } from './contract.ts';
import { clusterProblems } from './problems.ts';
import type { TaskRecord } from './tasks/task-record.ts';

/** The image that a task is to run in, refused where what else it asks for is not to be had there. */
export function containerOfTask(asked: BodyOf<typeof createTask>): TaskRecord['container'] {
  if (asked.container === undefined) return undefined;
  const { image } = asked.container;
  if (!imageName.test(image))
    throw clusterProblems['not-in-container']({
      field: 'container',
      detail: `"${image}" is not the name of an image, such as python:3.12-slim.`,
    });
  const { fetch = [], volumes = [], resources } = asked;
  const cannot: readonly [string, string, boolean][] = [
    ['fetch', 'No files are fetched into a container; put them into the home.', fetch.length > 0],
    ['volumes', 'A container has no volumes; it has the home.', volumes.length > 0],
    ['resources', 'A container has no network, so it has no ports and no bandwidth.', needsNetwork(resources)],
  ];
  for (const [field, detail, found] of cannot) if (found) throw clusterProblems['not-in-container']({ field, detail });
  return { image };
}

const needsNetwork = ({ ports, bandwidth }: BodyOf<typeof createTask>['resources']) => ports > 0 || bandwidth > 0;

/** It runs where there is an engine. */
export function withContainer(task: TaskRecord, container: TaskRecord['container']): TaskRecord {
  if (container === undefined) return task;
  const there = { attribute: 'docker', values: ['yes'], not: false };
  return { ...task, container, constraints: [...task.constraints, there] };
}
