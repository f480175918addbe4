import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { killTask, type Task } from '../../../src/cluster/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';

/** Ends a task; of one that runs, what it holds in memory is lost. */
export function EndTask({ task }: { task: Pick<Task, 'id' | 'name' | 'state' | 'endedAt' | 'kind'> }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  if (task.endedAt !== null || task.kind !== 'task') return null;
  const waits = task.state === 'queued';
  return (
    <>
      <Button variant="default" data-danger onClick={() => setAsking(true)} disabled={task.state === 'killing'}>
        {t(waits ? 'cluster.cancelTask' : 'cluster.endTask')}
      </Button>
      {asking ? (
        <ConfirmLoss
          title={t('cluster.endTitle', { name: task.name })}
          verb={t(waits ? 'cluster.cancelTask' : 'cluster.endTask')}
          act={async () => {
            await call(killTask, { params: { taskId: task.id }, body: {} });
            await client.invalidateQueries({ queryKey: ['tasks'] });
            await client.invalidateQueries({ queryKey: ['cluster'] });
          }}
          close={() => setAsking(false)}
        >
          {t(waits ? 'cluster.cancelLoss' : 'cluster.endLoss')}
        </ConfirmLoss>
      ) : null}
    </>
  );
}
