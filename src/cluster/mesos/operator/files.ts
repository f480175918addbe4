import type { Given, Read } from '../codec/schema.ts';
import { listSandbox, readSandbox } from '../files/sandbox-files.ts';
import { readSandboxPath } from '../files/sandbox-path.ts';
import type { Asked } from '../http/asked.ts';
import { Refusal } from '../http/refusal.ts';
import type { OperatorCall } from '../messages/operator-call.ts';
import type { OperatorResponse } from '../messages/operator-response.ts';
import type { MesosParts } from '../parts.ts';
import type { View } from '../view.ts';
import { toTime } from './messages.ts';

/** LIST_FILES and READ_FILE; undefined: it is another call. */
export async function answerFiles(
  parts: MesosParts,
  asked: Asked,
  { type, list_files, read_file }: Read<typeof OperatorCall>,
  look: () => View,
): Promise<Given<typeof OperatorResponse> | undefined> {
  if (type === 'LIST_FILES') {
    if (list_files === undefined) throw missing('list_files');
    const files = await listSandbox(parts, asked, readSandboxPath(list_files.path, look()));
    const { account } = asked.who;
    const file_infos = files.map(({ path, folder, size, modifiedAt }) => ({
      ...{ path, size, nlink: 1, mtime: toTime(modifiedAt), mode: folder ? 0o40700 : 0o100600 },
      ...{ uid: account, gid: account },
    }));
    return { type, list_files: { file_infos } };
  }
  if (type !== 'READ_FILE') return undefined;
  if (read_file === undefined) throw missing('read_file');
  const { path, offset, length } = read_file;
  return { type, read_file: await readSandbox(parts, asked, readSandboxPath(path, look()), offset, length) };
}

function missing(name: string): Refusal {
  return new Refusal(400, `Failed to validate master::Call: Expecting '${name}' to be present`);
}
