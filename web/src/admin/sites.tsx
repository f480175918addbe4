import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Client } from '../../../src/accounts/provider/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Empty } from '../parts/empty.tsx';
import type { Column } from '../parts/list-props.ts';
import { ListWithPanel } from './list-with-panel.tsx';
import { NewSite } from './new-site.tsx';
import { SitePanel } from './site-panel.tsx';
import { clientsQuery } from './sites-query.ts';

/** Sites that sign people in with the platform. */
export function SitesTab() {
  const { t } = useTranslation();
  const query = useQuery(clientsQuery);
  const [making, setMaking] = useState(false);
  const columns = useMemo(
    (): readonly Column<Client>[] => [
      {
        id: 'name',
        head: t('files.name'),
        width: 'minmax(120px, 1fr)',
        by: (site) => site.name,
        cell: (site) => (
          <div className="el">
            <span className="m5">{site.name}</span> <span className="mono t3">{site.id}</span>
          </div>
        ),
      },
      {
        id: 'back',
        head: t('sites.back'),
        width: 'minmax(120px, 2fr)',
        wide: true,
        cell: (site) => <span className="t2 el">{site.redirectUris.join(', ')}</span>,
      },
      {
        id: 'kind',
        head: t('sites.kind'),
        width: '130px',
        wide: true,
        by: (site) => site.kind,
        cell: (site) => t(`sites.kinds.${site.kind}`),
      },
      {
        id: 'trust',
        head: t('sites.trust'),
        width: '180px',
        by: (site) => Number(site.trusted),
        cell: (site) => t(site.trusted ? 'sites.trusted' : 'sites.asked'),
      },
      {
        id: 'created',
        head: t('admin.added'),
        width: '120px',
        wide: true,
        by: (site) => site.createdAt,
        cell: (site) => (
          <span className="t2">
            <Ago at={site.createdAt} />
          </span>
        ),
      },
    ],
    [t],
  );
  return (
    <>
      <ListWithPanel
        label={t('admin.sites')}
        columns={columns}
        rows={query.data}
        keyOf={(site) => site.name}
        nameOf={(site) => site.name}
        error={query.error}
        again={() => void query.refetch()}
        searchIn={(site) => `${site.name} ${site.id} ${site.redirectUris.join(' ')}`}
        searchHint={t('sites.search')}
        tools={
          <Button leftSection={<IconPlus size={16} stroke={1.75} />} onClick={() => setMaking(true)}>
            {t('sites.add')}
          </Button>
        }
        empty={<Empty title={t('sites.none')} hint={t('sites.noneHint')} />}
        panel={(site, close) => <SitePanel key={site.id} site={site} close={close} />}
      />
      {making ? <NewSite close={() => setMaking(false)} /> : null}
    </>
  );
}
