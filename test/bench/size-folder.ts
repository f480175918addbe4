import { startWorkspace } from '../platform/client.ts';
import { BenchPlatform, runInNewKernel } from './bench-platform.ts';
import { compared, median, type Row, timed } from './figure.ts';
import type { Given, Part } from './part.ts';

export const sizeFolder: Part = {
  name: 'size folder',
  about: 'folder of 100,000 files listed, first page, all pages',
  deadlineSeconds: 180,
  run: measure,
};

const pageLength = 1000;

async function measure({ signal, small, say }: Given): Promise<readonly Row[]> {
  await using bench = await BenchPlatform.start(signal);
  if (!bench.hasPython) {
    say('Python is missing: nothing makes the files');
    return [];
  }
  const files = small ? 5_000 : 100_000;
  const { name, client } = await bench.newTenant();
  await startWorkspace(client, name);
  await runInNewKernel(client, name, {
    kernel: 'python3',
    code: `import os\nos.mkdir('many')\nfor i in range(${files}): open(f'many/file-{i}.csv', 'w').close()\nprint('made', len(os.listdir('many')))`,
    answer: `made ${files}`,
  });
  const page = async (cursor: string | null) => {
    const query = new URLSearchParams({ path: 'many', limit: String(pageLength), ...(cursor && { cursor }) });
    const { status, body } = await client.get(`/user/${name}/files/list?${query}`);
    if (status !== 200) throw new Error(`the folder was not listed: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  // Starts the files server.
  await client.get(`/user/${name}/files/list`);
  const opened: number[] = [];
  const listed: number[] = [];
  for (let round = 0; round < (small ? 1 : 3); round++) {
    opened.push(await timed(() => page(null)));
    listed.push(
      await timed(async () => {
        const names = new Set<string>();
        let cursor: string | null = null;
        do {
          const { entries, next } = await page(cursor);
          for (const entry of entries) names.add(entry.name);
          cursor = next;
        } while (cursor !== null);
        if (names.size !== files) throw new Error(`${names.size} of ${files} files were listed`);
      }),
    );
  }
  const what = `folder of ${files} files`;
  return [
    compared({ figure: `${what}, first ${pageLength}`, unit: 'ms', ours: median(opened), goal: { under: 1000 } }),
    compared({ figure: `${what}, all pages`, unit: 'ms', ours: median(listed) }),
  ];
}
