import { programsView } from './root-folders.ts';
import { hasRootRights } from './root-rights.ts';
import type { Trials } from './rules/ladder.ts';
import { runTool, type ToolResult } from './run-tool.ts';
import type { UserRange } from './user-range.ts';

const asNobody = [
  'setpriv',
  '--reuid',
  '65533',
  '--regid',
  '65533',
  '--clear-groups',
  '--no-new-privs',
  '--inh-caps=-all',
  '--bounding-set=-all',
];
const view = () => [...programsView(), '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'];
const spaces = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-net'];

/** Starts `true` in each kind of sandbox. */
export async function tryConfinement(
  bubblewrap: string,
  toolPath: string,
  range: UserRange | { why: string },
): Promise<Trials> {
  const root = hasRootRights();
  const attempt = async (command: string[]) => failure(await runTool(command, { path: toolPath }));
  const withBubblewrap = async (args: string[]) =>
    bubblewrap ? attempt([bubblewrap, ...args]) : 'bubblewrap (bwrap) is not installed.';
  const likeRoot = [...spaces, ...view(), '--', ...asNobody, 'true'];
  const inRange = async () => ('why' in range ? range.why : attempt([...range.enter, bubblewrap, ...likeRoot]));
  const [rootNamespaces, subordinateIds, userNamespace, otherUid] = await Promise.all([
    root ? withBubblewrap(likeRoot) : undefined,
    bubblewrap ? inRange() : 'bubblewrap (bwrap) is not installed.',
    root
      ? undefined
      : withBubblewrap([
          '--unshare-user',
          '--disable-userns',
          '--uid',
          '20001',
          '--gid',
          '20001',
          ...spaces,
          ...view(),
          '--',
          'true',
        ]),
    root ? attempt([...asNobody, 'true']) : undefined,
  ]);
  return { root, rootNamespaces, subordinateIds, userNamespace, otherUid };
}

function failure({ code, stderr, stdout }: ToolResult): string | undefined {
  if (code === 0) return undefined;
  return (stderr || stdout || `it ended with code ${code}`).split('\n').slice(-1)[0];
}
