import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { listTokens, revokeToken, type TokenEntry } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { everyPage } from '../api/every-page.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { Empty } from '../parts/empty.tsx';
import { Instant } from '../parts/instant.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';
import { NewToken } from './new-token.tsx';

/** Access tokens for programs: Jupyter clients, scripts, the command line. */
export function TokensPane() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<TokenEntry | null>(null);
  const query = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => everyPage((after) => call(listTokens, { query: { after }, signal })),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['tokens'] });
  const columns: readonly Column<TokenEntry>[] = [
    {
      id: 'name',
      head: t('account.tokenName'),
      width: 'minmax(120px, 2fr)',
      by: (token) => token.name,
      cell: (token) => (
        <div className="el">
          <span className="m5">{token.name}</span> <span className="mono t3">{token.hint}…</span>
          {token.ofWorkspace && (
            <div className="t3 s12 el" title={t('account.ofWorkspaceWhy')}>
              {t('account.ofWorkspace')}
            </div>
          )}
        </div>
      ),
    },
    {
      id: 'scopes',
      head: t('account.scopes'),
      width: 'minmax(90px, 1fr)',
      wide: true,
      cell: (token) => token.scopes.map((scope) => t(`account.scope.${scope}`)).join(', '),
    },
    {
      id: 'seen',
      head: t('account.used'),
      width: '110px',
      wide: true,
      by: (token) => token.seenAt,
      cell: (token) =>
        token.seenAt === null ? <span className="t3">{t('account.never')}</span> : <Ago at={token.seenAt} />,
    },
    {
      id: 'expires',
      head: t('account.expires'),
      width: '180px',
      wide: true,
      by: (token) => token.expiresAt,
      cell: (token) => {
        if (token.ofWorkspace) return <span className="t3">{t('account.withWorkspace')}</span>;
        return token.expiresAt === null ? (
          <span className="t3">{t('account.neverExpires')}</span>
        ) : (
          <Instant at={token.expiresAt} />
        );
      },
    },
    {
      id: 'revoke',
      head: '',
      width: '90px',
      numeric: true,
      cell: (token) => (
        <Button variant="subtle" onClick={() => setRevoking(token)}>
          {t('account.revoke')}
        </Button>
      ),
    },
  ];
  const button = (
    <Button leftSection={<IconPlus size={16} stroke={1.75} />} onClick={() => setMaking(true)}>
      {t('account.newToken')}
    </Button>
  );
  return (
    <section className="pane">
      <header>
        <h2 className="grow">{t('account.tokens')}</h2>
        {button}
      </header>
      <List
        label={t('account.tokens')}
        columns={columns}
        rows={query.data}
        rowHeight={query.data?.some((token) => token.ofWorkspace) ? 52 : 36}
        keyOf={(token) => token.id}
        nameOf={(token) => token.name}
        error={query.error}
        again={() => void query.refetch()}
        order={{ by: 'name', up: true }}
        empty={<Empty title={t('account.noTokens')} hint={t('account.tokenHint')} />}
      />
      {making ? (
        <NewToken
          close={() => {
            setMaking(false);
            void refresh();
          }}
        />
      ) : null}
      {revoking ? (
        <ConfirmLoss
          title={t('account.revokeTitle', { name: revoking.name })}
          verb={t('account.revoke')}
          act={() => call(revokeToken, { params: { id: revoking.id } }).then(refresh)}
          close={() => setRevoking(null)}
        >
          {t('account.revokeLoss')}
        </ConfirmLoss>
      ) : null}
    </section>
  );
}
