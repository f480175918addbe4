import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endOtherSessions, endSession, listSessions, type SessionEntry } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { everyPage } from '../api/every-page.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { browserName } from './browser-name.ts';

/** Where this account is signed in; each can be ended. */
export function SessionsPane() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const query = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => everyPage((after) => call(listSessions, { query: { after }, signal })),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['sessions'] });
  const end = (id: string) => call(endSession, { params: { id } }).then(refresh, setError);
  const columns: readonly Column<SessionEntry>[] = [
    {
      id: 'client',
      head: t('account.browser'),
      width: 'minmax(120px, 2fr)',
      by: (session) => browserName(session.client),
      cell: (session) => (
        <span className="m5" title={session.client}>
          {browserName(session.client)}
        </span>
      ),
    },
    {
      id: 'remote',
      head: t('account.address'),
      width: 'minmax(100px, 1fr)',
      wide: true,
      by: (session) => session.remote,
      cell: (session) => <span className="mono t2">{session.remote}</span>,
    },
    {
      id: 'seen',
      head: t('account.seen'),
      width: '120px',
      by: (session) => session.seenAt,
      cell: (session) =>
        session.current ? <StateBadge state="ok">{t('account.thisOne')}</StateBadge> : <Ago at={session.seenAt} />,
    },
    {
      id: 'end',
      head: '',
      width: '80px',
      numeric: true,
      cell: (session) =>
        session.current ? null : (
          <Button variant="subtle" onClick={() => void end(session.id)}>
            {t('account.end')}
          </Button>
        ),
    },
  ];
  return (
    <section className="pane">
      <header>
        <h2 className="grow">{t('account.sessions')}</h2>
        <Button
          variant="default"
          disabled={(query.data?.length ?? 0) < 2}
          onClick={() => void call(endOtherSessions, {}).then(refresh, setError)}
        >
          {t('account.endOthers')}
        </Button>
      </header>
      {error ? (
        <div style={{ padding: '0 16px 12px' }}>
          <ProblemBox error={error} />
        </div>
      ) : null}
      <List
        label={t('account.sessions')}
        columns={columns}
        rows={query.data}
        keyOf={(session) => session.id}
        nameOf={(session) => browserName(session.client)}
        error={query.error}
        again={() => void query.refetch()}
        order={{ by: 'seen', up: false }}
        empty={<Empty title={t('account.noSessions')} />}
      />
    </section>
  );
}
