// An executor that speaks Mesos's v1 API in JSON. What it does with a task is in the task's data: `stay`, `finish`, or
// `die`. A message is JSON: what to say it is told back, and `{call}` is sent to the executor API as it is.
import { randomUUID } from 'node:crypto';

const { MESOS_AGENT_ENDPOINT: at, MESOS_FRAMEWORK_ID: framework, MESOS_EXECUTOR_ID: own } = process.env;
const url = `http://${at}/api/v1/executor`;
const ids = { framework_id: { value: framework }, executor_id: { value: own } };
const tasks = new Map();
const updates = new Map();
const launched = [];

const post = (body, headers = {}, to = url) =>
  fetch(to, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const call = (body) => post({ ...ids, ...body });

async function update(task_id, state, more = {}) {
  const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64');
  const status = { task_id, state, uuid, source: 'SOURCE_EXECUTOR', timestamp: Date.now() / 1000, ...more };
  updates.set(uuid, { status });
  await call({ type: 'UPDATE', update: { status } }).catch(() => undefined);
}

async function hear(event) {
  if (event.type === 'LAUNCH') {
    const { task } = event.launch;
    launched.push(task.task_id.value);
    tasks.set(task.task_id.value, task);
    await update(task.task_id, 'TASK_RUNNING', { data: Buffer.from(`pid ${process.pid}`).toString('base64') });
    const wish = Buffer.from(task.data ?? '', 'base64').toString();
    if (wish === 'finish') await update(task.task_id, 'TASK_FINISHED', { message: 'done' });
    if (wish === 'die') process.exit(3);
  } else if (event.type === 'KILL') {
    await update(event.kill.task_id, 'TASK_KILLED');
  } else if (event.type === 'ACKNOWLEDGED') {
    updates.delete(event.acknowledged.uuid);
    tasks.delete(event.acknowledged.task_id.value);
  } else if (event.type === 'MESSAGE') {
    const asked = JSON.parse(Buffer.from(event.message.data, 'base64').toString());
    const data = Buffer.from(JSON.stringify(await answer(asked))).toString('base64');
    await call({ type: 'MESSAGE', message: { data } });
  } else if (event.type === 'SHUTDOWN') process.exit(0);
}

async function answer({ call: body, headers, to, times }) {
  if (body === undefined) return { env: process.env, launched, pid: process.pid };
  const given = times === undefined ? body : body.repeat(times);
  try {
    const reply = await post(given, headers, to ?? url);
    return { status: reply.status, said: reply.status === 200 ? '' : (await reply.text()).slice(0, 300) };
  } catch (error) {
    return { failed: String(error.cause ?? error) };
  }
}

async function subscribe() {
  const subscribe = { unacknowledged_tasks: [...tasks.values()], unacknowledged_updates: [...updates.values()] };
  const reply = await call({ type: 'SUBSCRIBE', subscribe });
  if (reply.status !== 200) throw new Error(`${reply.status} ${await reply.text()}`);
  let rest = Buffer.alloc(0);
  for await (const chunk of reply.body) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const length = Number(rest.toString('latin1', 0, end));
      if (rest.length < end + 1 + length) break;
      const event = JSON.parse(rest.toString('utf8', end + 1, end + 1 + length));
      rest = rest.subarray(end + 1 + length);
      void hear(event);
    }
  }
}

for (;;) {
  await subscribe().catch((error) => process.stderr.write(`${error}\n`));
  await new Promise((resolve) => setTimeout(resolve, 200));
}
