import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Framework, tearDownFramework } from '../../../src/cluster/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { Facts } from '../parts/facts.tsx';
import { Instant } from '../parts/instant.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { SidePanel } from '../parts/side-panel.tsx';
import { sizeWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { whyFrameworkQuery } from './cluster-queries.ts';
import { ExplanationView } from './explanation-view.tsx';
import { frameworkWords } from './framework-name.ts';
import { FrameworkStateBadge } from './framework-state.tsx';
import { MadeRoom } from './made-room-pane.tsx';
import { say } from './say.ts';

/** One framework: whose it is, what it holds and was offered, why it gets no more; its owner ends it. */
export function FrameworkPanel({ framework, close }: { framework: Framework; close: () => void }) {
  const words = useTranslation();
  const name = frameworkWords(framework, words.t);
  const head = (
    <>
      <div className="b">{name}</div>
      <FrameworkStateBadge framework={framework} />
    </>
  );
  return (
    <SidePanel name="framework" label={name} head={head} close={close}>
      <div className={styles.block}>
        <Facts facts={factsOf(framework, words)} />
      </div>
      <WhyNoMore framework={framework} />
      <EndFramework framework={framework} name={name} />
    </SidePanel>
  );
}

function factsOf(framework: Framework, { t, language }: ReturnType<typeof useTranslation>) {
  const { account, roles, connectedAt, disconnectedAt, endsAt, address, within, state } = framework;
  return [
    [t('cluster.owner'), account ?? t('cluster.platform')],
    ...(roles.length > 0 ? [[t('cluster.role'), roles.join(', ')] as const] : []),
    ...(connectedAt === null ? [] : [[t('cluster.connectedSince'), <Ago key="since" at={connectedAt} />] as const]),
    ...(disconnectedAt === null ? [] : [[t('cluster.awaySince'), <Ago key="away" at={disconnectedAt} />] as const]),
    ...(endsAt === null || state !== 'disconnected'
      ? []
      : [[t('cluster.endsUnlessBack'), <Instant key="ends" at={endsAt} />] as const]),
    [t('cluster.used'), sizeWords(framework.used, t, language) || '–'],
    [t('cluster.offeredHead'), sizeWords(framework.offered, t, language) || '–'],
    [t('cluster.offers'), framework.offers.toLocaleString(language)],
    [t('cluster.runsWaits'), t('cluster.counts', { running: framework.running, waiting: framework.waiting })],
    ...(within === null
      ? []
      : [
          [
            t('cluster.within'),
            <Link key="within" to="/cluster/frameworks" search={{ show: within }}>
              {within}
            </Link>,
          ] as const,
        ]),
    ...(address === null
      ? []
      : [
          [
            t('cluster.ownPage'),
            <a key="page" href={address} rel="noopener noreferrer" target="_blank">
              {address}
            </a>,
          ] as const,
        ]),
    ['id', <code key="id">{framework.id}</code>],
  ] as const;
}

function WhyNoMore({ framework }: { framework: Framework }) {
  const { t, language } = useTranslation();
  const query = useQuery({ ...whyFrameworkQuery(framework.id), enabled: framework.state !== 'completed' });
  const why = query.data;
  return (
    <div className={styles.block}>
      <h2>{t('cluster.whyNoMore')}</h2>
      {query.error ? <ProblemBox error={query.error} again={() => void query.refetch()} /> : null}
      {why?.notes.map((note) => (
        <p key={note.code} className="t2">
          {say(note, t, language)}
        </p>
      ))}
      {why && why.explanations.length === 0 ? <p className="t2">{t('cluster.wantsNothing')}</p> : null}
      {why?.explanations.map((one) => (
        <div key={`${one.role} ${one.since} ${JSON.stringify(one.need)}`}>
          <p className="m5">
            {t('cluster.times', { count: one.tasks, size: sizeWords(one.need, t, language) })}{' '}
            <span className="t3">
              {one.role} <Ago at={one.since} />
            </span>
          </p>
          <ExplanationView explanation={one} task={null} />
        </div>
      ))}
      {why?.preemptions.map((one) => (
        <MadeRoom key={`${one.task.id} ${one.at}`} preemption={one} />
      ))}
    </div>
  );
}

function EndFramework({ framework, name }: { framework: Framework; name: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  if (framework.kind !== 'mesos' || framework.state === 'completed') return null;
  return (
    <div className={styles.foot}>
      <Button variant="default" data-danger onClick={() => setAsking(true)}>
        {t('cluster.endFramework')}
      </Button>
      {asking ? (
        <ConfirmLoss
          title={t('cluster.endTitle', { name })}
          verb={t('cluster.endFramework')}
          act={async () => {
            await call(tearDownFramework, { params: { frameworkId: framework.id } });
            await client.invalidateQueries({ queryKey: ['cluster'] });
          }}
          close={() => setAsking(false)}
        >
          {t('cluster.endFrameworkLoss', { count: framework.running })}
        </ConfirmLoss>
      ) : null}
    </div>
  );
}
