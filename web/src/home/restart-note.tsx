import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { restartWorkspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { queries } from '../api/queries.ts';
import { learnWorkspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';

/** Something that a restart of the workspace would put right: says so, and offers the restart. */
export function RestartNote({ name, about, children }: { name: string; about: string; children: ReactNode }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const restart = async () => {
    learnWorkspace(await call(restartWorkspace, { params: { name } }));
    await queries.invalidateQueries({ queryKey: ['files', name] });
  };
  return (
    <div className="row" style={{ marginTop: 12 }} role="status" data-testid={about}>
      <span className="wait grow">{children}</span>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('home.restart')}
      </Button>
      {asking ? (
        <ConfirmLoss
          title={t('home.restartTitle')}
          verb={t('home.restart')}
          act={restart}
          close={() => setAsking(false)}
        >
          <p>{t('home.restartLoses')}</p>
          <p>{t('home.restartKeeps')}</p>
        </ConfirmLoss>
      ) : null}
    </div>
  );
}
