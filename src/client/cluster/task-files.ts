import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { listTaskFiles, readTaskFile, type TaskFile } from '../../cluster/contract.ts';
import { bytesText } from '../bytes-text.ts';
import { call } from '../call.ts';
import { type Connection, Refused } from '../connection.ts';
import { tableText } from './table-text.ts';

const atOnce = 1_000_000;

/** A folder of what a task has as its own folder. */
export async function taskFiles(to: Connection, taskId: string, path: string): Promise<string> {
  const items: TaskFile[] = [];
  for (let after: string | undefined; ; ) {
    const query = { path, limit: 500, ...(after === undefined ? {} : { after }) };
    const page = await call(to, listTaskFiles, { params: { taskId }, query });
    if (!page.exists) return 'It has no folder: it has not begun, or its folder is not kept any more.\n';
    items.push(...page.items);
    if (page.next === null) break;
    after = page.next;
  }
  if (items.length === 0) return 'The folder is empty.\n';
  return tableText(['NAME', 'SIZE', 'CHANGED'], items.map(row), ['SIZE']);
}

function row({ name, kind, size, modifiedAt }: TaskFile): string[] {
  const shown = kind === 'folder' ? '' : bytesText(size);
  return [kind === 'folder' ? `${name}/` : name, shown, new Date(modifiedAt).toISOString()];
}

/** Writes a file of a task to a file here, or to standard output (`-`). */
export async function saveTaskFile(to: Connection, taskId: string, path: string, into: string): Promise<string> {
  const out = into === '-' ? process.stdout : createWriteStream(into, { mode: 0o600 });
  let offset = 0;
  try {
    for (;;) {
      const query = { path, offset, limit: atOnce };
      const { data, size } = await call(to, readTaskFile, { params: { taskId }, query });
      const bytes = Buffer.from(data, 'base64');
      offset += bytes.length;
      if (bytes.length > 0 && !out.write(bytes)) await once(out, 'drain');
      if (bytes.length === 0 || offset >= size) break;
    }
    if (into === '-') return '';
    out.end();
    await finished(out);
  } catch (cause) {
    if (cause instanceof Refused) throw cause;
    throw new Refused(`${into} could not be written: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  return `${into}: ${bytesText(offset)}\n`;
}
