import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Page } from '../shell/page.tsx';
import { Banners } from './banners.tsx';
import { CellList } from './cell-list.tsx';
import { useNotebook } from './context.ts';
import { useWatched } from './document/use-cells.ts';
import { FindBar } from './find/find-bar.tsx';
import { Crumb, HeaderActions } from './header.tsx';
import { KeysDialog } from './keys/keys-dialog.tsx';
import { useNotebookKeys } from './keys/use-notebook-keys.ts';
import { NotOpen } from './not-open.tsx';
import styles from './notebook.module.css';
import { RestartDialog } from './restart-dialog.tsx';
import { Toolbar } from './toolbar.tsx';
import type { KeptWorkspace } from './workspace-state.ts';

export type Dialog = 'keys' | 'restart' | null;

interface NotebookViewProps {
  readonly path: string;
  readonly workspace: KeptWorkspace;
}

/** Header, toolbar and cells; in their place, while there is no document, why not. */
export function NotebookView({ path, workspace }: NotebookViewProps) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const state = useWatched(session.state);
  const [dialog, setDialog] = useState<Dialog>(null);
  /** How often the find bar was asked for; 0 while it is closed. */
  const [finding, setFinding] = useState(0);
  const page = useMemo(
    () => ({
      showKeys: () => setDialog('keys'),
      find: () => setFinding((before) => before + 1),
      confirmRestart: () => setDialog('restart'),
    }),
    [],
  );
  useNotebookKeys(commands, page);
  const close = useCallback(() => setDialog(null), []);
  const name = (path.split('/').at(-1) ?? path).replace(/\.ipynb$/, '');
  return (
    <Page title={name || t('notebook.title')} crumb={<Crumb path={path} />} actions={<HeaderActions />} edge>
      {state.loaded && <Toolbar page={page} workspace={workspace.data ?? null} />}
      <Banners workspace={workspace.data ?? null} />
      {state.loaded ? (
        <div className={styles.stage}>
          {finding > 0 && <FindBar asked={finding} onClose={() => setFinding(0)} />}
          <CellList key={state.generation} />
        </div>
      ) : (
        <NotOpen path={path} workspace={workspace} />
      )}
      {dialog === 'keys' && <KeysDialog onClose={close} />}
      {dialog === 'restart' && <RestartDialog onClose={close} />}
    </Page>
  );
}
