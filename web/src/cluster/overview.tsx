import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { AgentsPane } from './agents-pane.tsx';
import type { Kind } from './amount-text.ts';
import styles from './cluster.module.css';
import { clusterQuery } from './cluster-queries.ts';
import { HistoryPane } from './history-pane.tsx';
import { MadeRoomPane } from './made-room-pane.tsx';
import { OwnUsagePane } from './own-usage-pane.tsx';
import { roleColours } from './role-colours.ts';
import { SharesPane } from './shares-pane.tsx';
import { WaitingPane } from './waiting-pane.tsx';

/** Shares against guarantee, fair share and limit; where it runs; what waits and why; who made room; the last day. */
export function OverviewTab() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>('cpus');
  const query = useQuery(clusterQuery);
  const picture = query.data;
  const roles = picture?.roles;
  const colourOf = useMemo(() => roleColours((roles ?? []).map(({ path }) => path)), [roles]);
  const choose = (
    <SegmentedControl
      size="xs"
      aria-label={t('cluster.kind')}
      value={kind}
      onChange={(value) => setKind(value === 'memory' ? 'memory' : 'cpus')}
      data={[
        { value: 'cpus', label: t('cluster.cpus') },
        { value: 'memory', label: t('cluster.memory') },
      ]}
    />
  );
  return (
    <div className={styles.overview}>
      {query.error ? <ProblemBox error={query.error} again={() => void query.refetch()} /> : null}
      {query.isPending ? <GreyRows rows={8} /> : null}
      {picture ? (
        <div className={styles.panes}>
          <SharesPane picture={picture} kind={kind} colourOf={colourOf} tools={choose} />
          <AgentsPane picture={picture} kind={kind} colourOf={colourOf} />
          <WaitingPane picture={picture} />
          <OwnUsagePane />
          <HistoryPane colourOf={colourOf} kind={kind} />
          <MadeRoomPane preemptions={picture.preemptions} />
        </div>
      ) : null}
    </div>
  );
}
