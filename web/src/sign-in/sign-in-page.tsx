import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconLock, IconUser } from '@tabler/icons-react';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { signIn } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { enter } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Gate } from './gate.tsx';
import { keepTyped } from './typed-password.ts';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next, left } = route.useSearch();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = () => {
    setBusy(true);
    setError(null);
    call(signIn, { body: { username, password } })
      .then(async (session) => {
        enter(session);
        if (session.mustChangePassword) {
          keepTyped(password);
          await router.navigate({ to: '/new-password', search: next === undefined ? {} : { next } });
        } else router.history.push(next ?? '/');
      })
      .catch((failure: unknown) => {
        setError(failure);
        setBusy(false);
      });
  };
  return (
    <Gate title={t('signIn.title')} hint={t(left ? 'signIn.left' : 'signIn.hint')} submit={submit}>
      <TextInput
        label={t('signIn.account')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        withAsterisk={false}
        value={username}
        onChange={(event) => setUsername(event.currentTarget.value)}
        leftSection={<IconUser size={16} stroke={1.75} />}
      />
      <PasswordInput
        label={t('signIn.password')}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        leftSection={<IconLock size={16} stroke={1.75} />}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
      />
      {error ? <ProblemBox error={error} /> : null}
      <Button type="submit" size="lg" fullWidth disabled={busy}>
        {t('signIn.submit')}
      </Button>
    </Gate>
  );
}
