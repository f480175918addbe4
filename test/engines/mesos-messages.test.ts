import { expect, test } from 'vitest';
import type { EnumType, FieldType, MessageType } from '../../src/cluster/mesos/codec/schema.ts';
import { ExecutorCall, ExecutorEvent } from '../../src/cluster/mesos/messages/executor.ts';
import { OperatorCall } from '../../src/cluster/mesos/messages/operator-call.ts';
import { OperatorEvent } from '../../src/cluster/mesos/messages/operator-event.ts';
import { OperatorResponse } from '../../src/cluster/mesos/messages/operator-response.ts';
import { SchedulerCall } from '../../src/cluster/mesos/messages/scheduler-call.ts';
import { SchedulerEvent } from '../../src/cluster/mesos/messages/scheduler-event.ts';
import { publishedMessages } from './mesos/clients.ts';

const roots = [
  SchedulerCall,
  SchedulerEvent,
  ExecutorCall,
  ExecutorEvent,
  OperatorCall,
  OperatorResponse,
  OperatorEvent,
];

test('every field and every name that is spoken here is Mesos’s, with its number, label and type', async () => {
  const published = new Set(await publishedMessages());
  const ours = new Set<string>();
  const seen = new Set<MessageType | EnumType>();
  const walk = (type: FieldType) => {
    if (typeof type === 'string' || seen.has(type)) return;
    seen.add(type);
    if (type.kind === 'enum')
      for (const [name, number] of type.numbers) ours.add(`${type.name} ${name} value ${number} enum`);
    else
      for (const [name, field] of type.inOrder) {
        ours.add(`${type.name} ${name} ${field.label} ${field.number} ${nameOf(field.type)}`);
        walk(field.type);
      }
  };
  for (const root of roots) walk(root);
  // A type of Protocol Buffers itself.
  const foreign = [...ours].filter((line) => !published.has(line) && !line.startsWith('google.protobuf.'));
  expect(foreign).toEqual([]);
  expect(ours.size).toBeGreaterThan(500);
}, 300_000);

function nameOf(type: FieldType): string {
  if (typeof type === 'object') return type.name;
  return type === 'fixed' ? 'double' : type;
}
