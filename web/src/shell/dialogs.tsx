import { lazy, Suspense, useEffect } from 'react';
import { useSessionEnded } from '../api/session-ended.ts';
import { isTyping, opensPalette } from './keys.ts';
import { closeDialog, showDialog, useDialog } from './palette-store.ts';

const Palette = lazy(() => import('./palette.tsx'));
const SessionEnded = lazy(() => import('./session-ended-dialog.tsx'));
const StopWorkspace = lazy(() => import('../home/stop-workspace.tsx'));
const KeyHelp = lazy(() => import('./key-help.tsx'));

/** The palette (Ctrl-K) and the list of keys (?), fetched when first asked for. */
export function Dialogs() {
  const open = useDialog();
  const ended = useSessionEnded();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (opensPalette(event)) {
        event.preventDefault();
        showDialog('palette');
      } else if (event.key === '?' && !isTyping(event.target) && !event.defaultPrevented) showDialog('keys');
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <Suspense>
      {ended ? <SessionEnded /> : null}
      {open === 'palette' ? <Palette close={() => closeDialog('palette')} /> : null}
      {open === 'stop' ? <StopWorkspace close={() => closeDialog('stop')} /> : null}
      {open === 'keys' ? <KeyHelp close={() => closeDialog('keys')} /> : null}
    </Suspense>
  );
}
