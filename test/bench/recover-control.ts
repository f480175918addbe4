import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { account, startControl } from './control-alone.ts';
import { timed } from './figure.ts';
import { SimulatedAgent } from './simulated-agent.ts';
import { until } from './until-reached.ts';

/** What one start of control over what an earlier one stored took; memory of the process, that of the agent included. */
export interface Recovered {
  readonly seconds: number;
  readonly megabytes: number;
  /** Tasks that go on, and tasks that were launched though they ran. */
  readonly found: number;
  readonly twice: number;
}

/** `node recover-control.ts FOLDER`, where the agent runs all that is stored; prints a `Recovered`. */
const [folder = ''] = process.argv.slice(2);
const deadline = AbortSignal.timeout(60_000);
const agent = new SimulatedAgent(2 ** 40);
const stored = new DatabaseSync(join(folder, 'state.sqlite'), { readOnly: true });
for (const { id } of stored.prepare('select id from cluster_task where live = 1').iterate())
  agent.runs(String(id), account);
stored.close();

let control: Awaited<ReturnType<typeof startControl>> | undefined;
const milliseconds = await timed(async () => {
  const started = await startControl(folder, agent);
  control = started;
  await until(() => agent.followed > 0 && started.counts.reports > 0, deadline);
});
const megabytes = process.memoryUsage().rss / 1e6;
const found = (await control?.live()) ?? 0;
await control?.close();
const recovered: Recovered = { seconds: milliseconds / 1000, megabytes, found, twice: agent.twice };
console.log(JSON.stringify(recovered));
