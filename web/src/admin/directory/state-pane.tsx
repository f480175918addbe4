import type { ReactNode } from 'react';
import type { DirectoryState } from '../../../../src/accounts/directory/contract.ts';
import { sayCode } from '../../catalogue/problem-words.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { Ago } from '../../parts/ago.tsx';
import { Facts } from '../../parts/facts.tsx';
import { type State, StateBadge } from '../../parts/state-badge.tsx';

const badges: Record<DirectoryState['servers'][number]['state'], State> = {
  untried: 'idle',
  answers: 'ok',
  away: 'fail',
};

/** Servers, where people are, and how the last synchronisation ended. */
export function StatePane({ state, children }: { state: DirectoryState; children: ReactNode }) {
  const { t } = useTranslation();
  const { last } = state;
  const lastEnd =
    last === null ? (
      <StateBadge state="wait">{t('directory.notBegun')}</StateBadge>
    ) : (
      <div>
        <StateBadge state={last.code === null ? 'ok' : 'fail'}>
          {last.code === null ? t('directory.done') : sayCode(last.code)}
        </StateBadge>{' '}
        <span className="t2">
          <Ago at={state.doneAt !== null && last.code === null ? Math.max(state.doneAt, last.at) : last.at} />
        </span>
        {last.detail === '' ? null : <div className="t2 s12">{last.detail}</div>}
      </div>
    );
  return (
    <section className="pane">
      <header>
        <h2>{t('directory.state')}</h2>
      </header>
      <div style={{ padding: '0 16px 14px' }}>
        <Facts
          facts={[
            [t('directory.server.name'), <Servers key="servers" servers={state.servers} />],
            [t('directory.last'), lastEnd],
            [t('directory.follows'), state.begun ? t('directory.every', { count: state.everySeconds }) : t('admin.no')],
            [
              t('directory.people'),
              <span key="people" className="mono">
                {state.peopleBase}
              </span>,
            ],
            [
              t('directory.groups'),
              state.groupsBase === '' ? (
                t('admin.none')
              ) : (
                <span key="groups" className="mono">
                  {state.groupsBase}
                </span>
              ),
            ],
            [
              t('directory.administrators'),
              state.administrators === '' ? t('directory.namedHere') : state.administrators,
            ],
          ]}
        />
      </div>
      {children}
    </section>
  );
}

function Servers({ servers }: Pick<DirectoryState, 'servers'>) {
  const { t } = useTranslation();
  return servers.map(({ url, state, detail }) => (
    <div key={url}>
      <span className="mono">{url}</span>{' '}
      <StateBadge state={badges[state]}>{t(`directory.server.${state}`)}</StateBadge>
      {detail === '' ? null : <div className="t2 s12">{detail}</div>}
    </div>
  ));
}
