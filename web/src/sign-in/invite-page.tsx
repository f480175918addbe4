import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { acceptInvitation, readInvitation } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { enter } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Gate } from './gate.tsx';
import { PasswordFields, sameTwice } from './password-fields.tsx';

/** Opened by an invitation's link. The secret is in the part of the address after `#`, which no server sees. */
export function InvitePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [secret] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const [password, setPassword] = useState({ first: '', again: '' });
  const [error, setError] = useState<unknown>(null);
  const invitation = useQuery({
    queryKey: ['invitation', secret],
    queryFn: ({ signal }) => call(readInvitation, { body: { secret }, signal }),
    retry: false,
  });
  const submit = () => {
    setError(null);
    call(acceptInvitation, { body: { secret, password: password.first } })
      .then(async (session) => {
        enter(session);
        await navigate({ to: '/', replace: true });
      })
      .catch(setError);
  };
  if (invitation.error)
    return (
      <Gate title={t('signIn.invited')} hint={t('signIn.inviteGone')}>
        <ProblemBox error={invitation.error} />
      </Gate>
    );
  const name = invitation.data?.displayName || invitation.data?.name || '';
  return (
    <Gate
      title={name ? t('signIn.welcome', { name }) : t('signIn.invited')}
      hint={invitation.data ? t('signIn.inviteHint', { account: invitation.data.name }) : ''}
      submit={submit}
    >
      <PasswordFields value={password} change={setPassword} />
      {error ? <ProblemBox error={error} /> : null}
      <Button type="submit" size="lg" fullWidth disabled={!invitation.data || !sameTwice(password)}>
        {t('signIn.accept')}
      </Button>
    </Gate>
  );
}
