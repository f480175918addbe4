import { expect, test } from 'vitest';
import { SchedulerCall } from '../messages/scheduler-call.ts';
import { SchedulerEvent } from '../messages/scheduler-event.ts';
import { TaskInfo } from '../messages/task.ts';
import { Malformed, MessageCount } from './malformed.ts';
import { readBinary } from './read-binary.ts';
import { readJson } from './read-json.ts';
import { frame, RecordReader } from './record-io.ts';
import { writeBinary } from './write-binary.ts';
import { writeJson } from './write-json.ts';

const launch = {
  framework_id: { value: 'f' },
  type: 'ACCEPT',
  accept: {
    offer_ids: [{ value: 'o' }],
    operations: [
      {
        type: 'LAUNCH',
        launch: {
          task_infos: [
            {
              name: 'ünïcode 界',
              task_id: { value: 't' },
              agent_id: { value: 'a' },
              resources: [
                { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 + 0.2 } },
                { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: '31001' }] } },
              ],
              data: Buffer.from([0, 255, 7]).toString('base64'),
              limits: { mem: { value: 'Infinity' } },
            },
          ],
        },
      },
    ],
    filters: { refuse_seconds: '2.5' },
  },
} as const;

test('a call in JSON and in its binary form are the same', () => {
  const call = readJson(SchedulerCall, launch);
  expect(readBinary(SchedulerCall, writeBinary(SchedulerCall, call))).toEqual(call);
  expect(readJson(SchedulerCall, JSON.parse(writeJson(SchedulerCall, call)))).toMatchObject(call);
  const [task] = call.accept?.operations[0]?.launch?.task_infos ?? [];
  expect(task?.resources[0]?.scalar?.value).toBe(0.3);
  expect(task?.resources[1]?.ranges?.range).toEqual([{ begin: 31000, end: 31001 }]);
  expect(Buffer.from(task?.data ?? [])).toEqual(Buffer.from([0, 255, 7]));
  expect(task?.limits.get('mem')?.value).toBe(Number.POSITIVE_INFINITY);
  expect(call.accept?.filters?.refuse_seconds).toBe(2.5);
});

test('JSON is read as kindly as Mesos reads it', () => {
  expect(readJson(SchedulerCall, { type: 'NO_SUCH_CALL', framework_id: null, unheard_of: 1 })).toEqual({});
  expect(readJson(SchedulerCall, JSON.parse('{"type":"REVIVE","__proto__":{"framework_id":{"value":"x"}}}'))).toEqual({
    type: 'REVIVE',
  });
});

test('what is wrong with a body is said, with the place', () => {
  const message = (read: () => unknown) => {
    try {
      read();
    } catch (error) {
      if (error instanceof Malformed) return error.message;
    }
    return 'nothing';
  };
  expect(message(() => readJson(SchedulerCall, { accept: { offer_ids: [{}] } }))).toBe(
    'accept.offer_ids[0].value: a required field is missing',
  );
  expect(message(() => readJson(SchedulerCall, { accept: { offer_ids: {} } }))).toBe(
    'accept.offer_ids: expected an array, found object',
  );
  expect(message(() => readJson(SchedulerCall, { framework_id: { value: 'half \ud83d' } }))).toContain(
    'framework_id.value: expected text',
  );
  expect(message(() => readJson(SchedulerCall, []))).toContain('expected an object (scheduler.Call)');
  expect(message(() => readBinary(SchedulerCall, Buffer.from('{"type":"REVIVE"}')))).not.toBe('nothing');
  const whole = writeBinary(SchedulerCall, readJson(SchedulerCall, launch));
  const reads = Array.from(whole.keys(), (length) =>
    message(() => readBinary(SchedulerCall, whole.subarray(0, length))),
  );
  expect(reads.filter((each) => each !== 'nothing').length).toBeGreaterThan(whole.length / 2);
  const many = Buffer.alloc(2 * (MessageCount.most + 1), Buffer.from([0x0a, 0]));
  expect(message(() => readBinary(SchedulerCall.fields.request.type, many))).toContain('more than 200000 messages');
});

test('what is written is ASCII, in thousandths, without what is unset, with the defaults of what has one', () => {
  const task = { name: 'ü界🙂', task_id: { value: 't' }, agent_id: { value: 'a' }, command: { value: 'x' } };
  expect(writeJson(TaskInfo, task)).toBe(
    '{"name":"\\u00fc\\u754c\\ud83d\\ude42","task_id":{"value":"t"},"agent_id":{"value":"a"},' +
      '"command":{"shell":true,"value":"x"}}',
  );
  const offer = {
    id: { value: 'o' },
    framework_id: { value: 'f' },
    agent_id: { value: 'a' },
    hostname: 'h',
    resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1.00049 } }],
  } as const;
  expect(writeJson(SchedulerEvent, { type: 'OFFERS', offers: { offers: [offer] } })).toContain('"value":1}');
});

test('records are taken apart wherever the stream was cut', () => {
  const records = ['', 'a', '\n1\nx', 'ü'.repeat(300)];
  const stream = Buffer.concat(records.map((each) => frame(each)));
  for (const size of [1, 2, 3, 7, 1000]) {
    const reader = new RecordReader(1000);
    const found: string[] = [];
    for (let at = 0; at < stream.length; at += size)
      found.push(...reader.take(stream.subarray(at, at + size)).map(String));
    expect(found).toEqual(records);
  }
  expect(() => new RecordReader(10).take(Buffer.from('11\n'))).toThrow('at most 10 bytes');
  expect(() => new RecordReader(10).take(Buffer.from('{"type":"SUBSCRIBED"}'))).toThrow(Malformed);
});
