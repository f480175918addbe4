import { Button, PasswordInput } from '@mantine/core';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { changePassword } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { enter } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Gate } from './gate.tsx';
import { PasswordFields, sameTwice } from './password-fields.tsx';
import { keepTyped, lastTyped } from './typed-password.ts';

const route = getRouteApi('/new-password');

/** A one-time password must be changed before anything else. */
export function NewPasswordPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next } = route.useSearch();
  const [current, setCurrent] = useState(lastTyped);
  // After a reload the page no longer knows it, and what is wrong must be seen to be mended.
  const [asks, setAsks] = useState(current === '');
  const [password, setPassword] = useState({ first: '', again: '' });
  const [error, setError] = useState<unknown>(null);
  const submit = () => {
    setError(null);
    call(changePassword, { body: { current, new: password.first, endTokens: false } })
      .then((session) => {
        keepTyped('');
        enter(session);
        router.history.replace(next ?? '/');
      })
      .catch((failure: unknown) => {
        setAsks(true);
        setError(failure);
      });
  };
  return (
    <Gate title={t('signIn.choose')} hint={t('signIn.chooseHint')} submit={submit}>
      {asks ? (
        <PasswordInput
          label={t('signIn.oneTime')}
          autoComplete="current-password"
          autoFocus
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
        />
      ) : null}
      <PasswordFields value={password} change={setPassword} autoFocus={!asks} />
      {error ? <ProblemBox error={error} /> : null}
      <Button type="submit" size="lg" fullWidth disabled={!sameTwice(password) || current === ''}>
        {t('signIn.accept')}
      </Button>
    </Gate>
  );
}
