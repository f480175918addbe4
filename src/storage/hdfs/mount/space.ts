import Type from 'typebox';
import { parsed } from '../client/answers.ts';
import type { WebHdfs } from '../client/web-hdfs.ts';
import type { Space } from './kernel/messages.ts';
import type { MountPlan } from './owners.ts';

const QuotaUsage = Type.Object({
  QuotaUsage: Type.Object({
    fileAndDirectoryCount: Type.Integer(),
    quota: Type.Integer(),
    spaceConsumed: Type.Integer(),
    spaceQuota: Type.Integer(),
  }),
});
const FsStatus = Type.Object({ FsStatus: Type.Object({ remaining: Type.Integer() }) });

/** What is left of the home's quota, or of HDFS where there is none. Sizes are of one replica. */
export async function spaceOf(hdfs: WebHdfs, plan: MountPlan): Promise<Space> {
  const { QuotaUsage: usage } = parsed(QuotaUsage, await hdfs.call('GET', plan.home, 'GETQUOTAUSAGE'));
  const used = Math.floor(usage.spaceConsumed / plan.replication);
  const free =
    usage.spaceQuota < 0
      ? await remaining(hdfs, plan.replication)
      : (usage.spaceQuota - usage.spaceConsumed) / plan.replication;
  const files = usage.quota < 0 ? 2 ** 40 : usage.quota;
  return {
    bytes: used + Math.max(0, Math.floor(free)),
    freeBytes: Math.max(0, Math.floor(free)),
    files,
    freeFiles: files - usage.fileAndDirectoryCount,
  };
}

async function remaining(hdfs: WebHdfs, replication: number): Promise<number> {
  return parsed(FsStatus, await hdfs.call('GET', '/', 'GETSTATUS')).FsStatus.remaining / replication;
}
