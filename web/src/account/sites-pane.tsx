import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { listSites, revokeSite, type Site } from '../../../src/accounts/provider/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';

/** Sites that learn from Stoa who this person is. */
export function SitesPane() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [revoking, setRevoking] = useState<Site | null>(null);
  const query = useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => call(listSites, { signal }).then(({ items }) => items),
  });
  const columns: readonly Column<Site>[] = [
    {
      id: 'name',
      head: t('sites.site'),
      width: 'minmax(120px, 1fr)',
      by: (site) => site.name,
      cell: (site) => <span className="m5">{site.name}</span>,
    },
    {
      id: 'knows',
      head: t('sites.knows'),
      width: 'minmax(120px, 2fr)',
      wide: true,
      cell: (site) => {
        const words = site.scopes.map((scope) => t(`sites.scope.${scope}`)).join(', ');
        return (
          <span className="t2 el" title={words}>
            {words}
          </span>
        );
      },
    },
    {
      id: 'since',
      head: t('sites.since'),
      width: '150px',
      wide: true,
      by: (site) => site.allowedAt,
      cell: (site) =>
        site.allowedAt === null ? <span className="t3">{t('sites.forAll')}</span> : <Ago at={site.allowedAt} />,
    },
    {
      id: 'revoke',
      head: '',
      width: '110px',
      numeric: true,
      cell: (site) => (
        <Button variant="subtle" onClick={() => setRevoking(site)}>
          {t('sites.takeBack')}
        </Button>
      ),
    },
  ];
  return (
    <section className="pane">
      <header>
        <h2 className="grow">{t('sites.allowed')}</h2>
      </header>
      <List
        label={t('sites.allowed')}
        columns={columns}
        rows={query.data}
        keyOf={(site) => site.client}
        nameOf={(site) => site.name}
        error={query.error}
        again={() => void query.refetch()}
        order={{ by: 'name', up: true }}
        empty={<Empty title={t('sites.noneAllowed')} hint={t('sites.noneAllowedHint')} />}
      />
      {revoking ? (
        <ConfirmLoss
          title={t('sites.takeBackTitle', { site: revoking.name })}
          verb={t('sites.takeBack')}
          act={() =>
            call(revokeSite, { params: { client: revoking.client } }).then(() =>
              client.invalidateQueries({ queryKey: ['sites'] }),
            )
          }
          close={() => setRevoking(null)}
        >
          {t(revoking.trusted ? 'sites.takeBackTrustedLoss' : 'sites.takeBackLoss')}
        </ConfirmLoss>
      ) : null}
    </section>
  );
}
