import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import type { Workspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Banner } from './banner.tsx';
import { start } from './workspace-state.ts';

/** An open notebook whose workspace was stopped, elsewhere or by an idle stop: it is said, and launched when asked. */
export function WorkspaceAway({ workspace: { name, state } }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const ended = state === 'stopped' || state === 'failed';
  const said = state === 'failed' ? 'failed' : state === 'starting' ? 'starting' : ended ? 'stopped' : 'stopping';
  return (
    <Banner
      tone={state === 'failed' ? 'fail' : 'wait'}
      icon={<IconPlayerStop size={16} stroke={1.75} />}
      action={
        ended && (
          <Button variant="default" onClick={() => void start(name)}>
            {t('notebook.away.launch')}
          </Button>
        )
      }
    >
      <b className="b">{t(`notebook.away.${said}`)}</b> {t('notebook.away.kept')}
    </Banner>
  );
}
