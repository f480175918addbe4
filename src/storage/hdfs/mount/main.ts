import { writeSync } from 'node:fs';
import { WebHdfs } from '../client/web-hdfs.ts';
import { answersOf } from './answers.ts';
import { serveDevice } from './kernel/device.ts';
import { errorLog } from './log.ts';
import { Owners, readPlan } from './owners.ts';
import { world } from './world.ts';

/**
 * Serves one tenant's mounted HDFS: `mount PLAN`, with the open `/dev/fuse` as descriptor 3. Says `ready` on its output
 * when HDFS has shown the home; ends when it is unmounted.
 */
const device = 3;

const path = process.argv[2] ?? '';
const plan = readPlan(path);
const hdfs = new WebHdfs({ ...plan, user: plan.service }).as(plan.account);
const failed = errorLog(`${plan.spool}/errors.log`);

const mounted = world(hdfs, plan, new Owners(path));
await Promise.all([mounted.home.get(), mounted.space.get()]).catch((error: unknown) => {
  writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
const served = serveDevice(device, answersOf(mounted), failed);
writeSync(1, 'ready\n');
await served;
process.exit(0);
