import { Button, Modal, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { signIn } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { openEvents } from '../api/connection.ts';
import { returnTo, useAccount } from '../api/session.ts';
import { useEndReason } from '../api/session-ended.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { useLeave } from './leave.ts';

/** Over a page whose session was ended elsewhere: signs the same person in again, and the page below goes on. */
export default function SessionEndedDialog() {
  const { t } = useTranslation();
  const username = useAccount();
  const leave = useLeave();
  const suspended = useEndReason() === 'suspended';
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    call(signIn, { body: { username, password } }).then((session) => {
      if (session.mustChangePassword) return location.assign('/new-password');
      returnTo(session);
      openEvents();
    }, setError);
  };
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      title={t(suspended ? 'shell.suspendedTitle' : 'shell.endedTitle')}
    >
      <form className="col" style={{ gap: 12 }} onSubmit={submit}>
        <div className="t2">{t(suspended ? 'shell.suspendedHint' : 'shell.endedHint', { account: username })}</div>
        <input type="hidden" name="username" autoComplete="username" value={username} />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
        />
        {error ? <ProblemBox error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={leave}>
            {t('shell.leavePage')}
          </Button>
          <Button type="submit" disabled={password === ''}>
            {t('signIn.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
