import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { signOut } from '../../../src/accounts/contract.ts';
import { answerRequest, readRequest, type SiteRequest } from '../../../src/accounts/provider/contract.ts';
import { call } from '../api/call.ts';
import { queries } from '../api/queries.ts';
import { sessionQuery, useAccount } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Gate } from '../sign-in/gate.tsx';
import styles from './sites.module.css';

const route = getRouteApi('/signed-in/authorize/$id');

/** A site has sent somebody here to learn who they are; where nothing is left to be asked, they do not see this page. */
export function AuthorizePage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const account = useAccount();
  const [error, setError] = useState<unknown>(null);
  const [leaving, setLeaving] = useState(false);
  const request = useQuery({
    queryKey: ['site-request', id, account],
    queryFn: ({ signal }) => call(readRequest, { params: { id }, signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const signInAnew = useSignInAnew(`/authorize/${id}`);
  const answer = (allow: boolean) => {
    setLeaving(true);
    call(answerRequest, { params: { id }, body: { allow } })
      .then(({ location: next }) => location.replace(next))
      .catch((failure: unknown) => {
        setError(failure);
        setLeaving(false);
      });
  };
  const asked = request.data;
  const nothingToAsk = asked !== undefined && !asked.mustAllow && !asked.mustSignInAgain;
  // biome-ignore lint/correctness/useExhaustiveDependencies: answered once, when what is asked is known
  useEffect(() => {
    if (nothingToAsk) answer(true);
  }, [nothingToAsk]);

  const failure = error ?? request.error;
  if (failure)
    return (
      <Gate title={t('sites.over')} hint={t('sites.overHint')}>
        <ProblemBox error={failure} />
      </Gate>
    );
  if (!asked || nothingToAsk)
    return (
      <Gate title={asked ? t('sites.goingOn', { site: asked.client.name }) : ''} hint="">
        {null}
      </Gate>
    );
  const site = asked.client.name;
  if (asked.mustSignInAgain)
    return (
      <Gate title={t('sites.newer', { site })} hint={t('sites.newerHint', { account })} submit={signInAnew}>
        <Button type="submit" size="lg" fullWidth>
          {t('sites.signInAgain')}
        </Button>
      </Gate>
    );
  return (
    <Gate
      title={t('sites.asks', { site })}
      hint={t('sites.asksHint', { account, host: asked.client.host })}
      submit={() => answer(true)}
    >
      <Scopes scopes={asked.scopes} />
      <Button type="submit" size="lg" fullWidth disabled={leaving}>
        {t('sites.allow')}
      </Button>
      <Button variant="default" size="lg" fullWidth disabled={leaving} onClick={() => answer(false)}>
        {t('sites.deny')}
      </Button>
      <Button variant="subtle" onClick={signInAnew}>
        {t('sites.other')}
      </Button>
    </Gate>
  );
}

function Scopes({ scopes }: Pick<SiteRequest, 'scopes'>) {
  const { t } = useTranslation();
  return (
    <div>
      <div className="lab">{t('sites.learns')}</div>
      <ul className={styles.scopes}>
        {scopes.map((scope) => (
          <li key={scope}>{t(`sites.scope.${scope}`)}</li>
        ))}
      </ul>
    </div>
  );
}

/** Ends this session, and comes back here after the next sign-in. */
function useSignInAnew(next: string): () => void {
  const navigate = useNavigate();
  return () =>
    void call(signOut, {})
      .catch(() => undefined)
      .then(async () => {
        queries.setQueryData(sessionQuery.queryKey, null);
        await navigate({ to: '/sign-in', search: { next } });
      });
}
