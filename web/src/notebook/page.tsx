import './editor/editor-global.css';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { getPlatform } from '../../../src/operations/contract.ts';
import { call } from '../api/call.ts';
import { useSession } from '../api/session.ts';
import { Commands } from './commands.ts';
import { NotebookContext } from './context.ts';
import { NotebookSession } from './document/notebook-session.ts';
import { frameUrl } from './frame-url.ts';
import { NotebookView } from './notebook-view.tsx';
import { wantMarkdown } from './outputs/markdown.tsx';
import { watchSelection } from './selection.ts';
import { useKeptWorkspace } from './workspace-state.ts';

/** A notebook of the home, by the rest of the address. Opening it starts the workspace where it is stopped. */
export function NotebookPage() {
  const { _splat: path = '' } = useParams({ strict: false });
  const { account } = useSession();
  return <OpenedNotebook key={`${account.name}/${path}`} path={path} />;
}

function OpenedNotebook({ path }: { path: string }) {
  const { account } = useSession();
  const { data: platform } = useQuery({
    queryKey: ['platform'],
    queryFn: ({ signal }) => call(getPlatform, { signal }),
    staleTime: 300_000,
  });
  const workspace = useKeptWorkspace(account.name);
  // Beside the document, not after it: nearly every notebook has text.
  useEffect(() => void wantMarkdown(), []);
  const session = useNotebookSession(account, path);
  const running = workspace.data?.state === 'running';
  useEffect(() => {
    if (running) session?.retry();
  }, [session, running]);
  const frame = frameUrl(platform?.contentHost ?? null, account.label, new URL(location.href));
  const open = useMemo(() => {
    if (session === null) return null;
    const selection = watchSelection();
    return { session, selection, commands: new Commands(session, selection), frameUrl: frame };
  }, [session, frame]);
  if (open === null) return null;
  return (
    <NotebookContext value={open}>
      <NotebookView path={path} workspace={workspace} />
    </NotebookContext>
  );
}

function useNotebookSession(account: { name: string; displayName: string }, path: string): NotebookSession | null {
  const { name, displayName } = account;
  const [session, setSession] = useState<NotebookSession | null>(null);
  useEffect(() => {
    const opened = new NotebookSession(name, path, { name, displayName: displayName || name });
    setSession(opened);
    return () => opened.close();
  }, [name, displayName, path]);
  return session;
}
