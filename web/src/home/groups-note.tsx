import { Button } from '@mantine/core';
import { useState } from 'react';
import { restartWorkspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { queries } from '../api/queries.ts';
import { learnWorkspace, type Workspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';

/** Who joined a group does not see its folder in what runs already: says so, and offers the restart. */
export function GroupsNote({ workspace }: { workspace: Workspace }) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { groupsMissing } = workspace;
  if (groupsMissing.length === 0) return null;
  const groups = new Intl.ListFormat(i18n.language).format(groupsMissing);
  const restart = async () => {
    learnWorkspace(await call(restartWorkspace, { params: { name: workspace.name } }));
    await queries.invalidateQueries({ queryKey: ['files', workspace.name] });
  };
  return (
    <div className="row" style={{ marginTop: 12 }} role="status" data-testid="groups-missing">
      <span className="wait grow">{t('home.groupsMissing', { count: groupsMissing.length, groups })}</span>
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
