import { workspaceFramework } from '../rules/allocator-views.ts';
import { notChecked } from '../rules/checked.ts';
import type { PriorityClass } from '../rules/priority-class.ts';
import type { Resources } from '../rules/resources.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/** What needs a place. */
export interface PlaceRequest {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly role: string;
  readonly priority: PriorityClass;
  /** What it is counted with. */
  readonly resources: Resources;
  readonly where: TaskRecord['constraints'];
}

/** It stands among tasks: in lists, in shares, before the allocator. */
export function placeRecord(place: PlaceRequest, agent: string | null, now: number): TaskRecord {
  const { id, name, account, role, priority, resources } = place;
  return {
    ...{ id, name, account, role, priority, resources, agent },
    framework: workspaceFramework.id,
    frameworkTask: id,
    ports: [],
    command: [],
    environment: {},
    folder: null,
    constraints: place.where,
    fetch: [],
    health: null,
    healthy: null,
    check: null,
    checked: notChecked,
    graceMilliseconds: null,
    milliseconds: null,
    key: null,
    state: agent === null ? 'queued' : 'running',
    reason: null,
    groups: [],
    requestedAt: now,
    launchedAt: agent === null ? null : now,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    end: null,
    timeline: [],
    labels: [],
    updates: [],
    version: 1,
  };
}
