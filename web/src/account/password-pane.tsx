import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { changePassword } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { queries } from '../api/queries.ts';
import { sessionQuery } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { toast } from '../parts/toasts.tsx';
import { PasswordFields, sameTwice } from '../sign-in/password-fields.tsx';
import styles from './account.module.css';

export function PasswordPane() {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState({ first: '', again: '' });
  const [endTokens, setEndTokens] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    call(changePassword, { body: { current, new: password.first, endTokens } })
      .then(async (session) => {
        queries.setQueryData(sessionQuery.queryKey, session);
        setCurrent('');
        setPassword({ first: '', again: '' });
        toast({ text: t('account.passwordChanged') });
        await queries.invalidateQueries({ queryKey: ['sessions'] });
        await queries.invalidateQueries({ queryKey: ['tokens'] });
      })
      .catch(setError);
  };
  return (
    <section className="pane">
      <header>
        <h2>{t('account.password')}</h2>
      </header>
      <form className={styles.form} onSubmit={submit}>
        <PasswordInput
          label={t('account.currentPassword')}
          autoComplete="current-password"
          leftSection={<IconLock size={16} stroke={1.75} />}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
        />
        <PasswordFields value={password} change={setPassword} />
        <Checkbox
          label={t('account.endTokens')}
          checked={endTokens}
          onChange={(event) => setEndTokens(event.currentTarget.checked)}
        />
        {error ? <ProblemBox error={error} /> : null}
        <Button type="submit" variant="default" disabled={current === '' || !sameTwice(password)}>
          {t('account.changePassword')}
        </Button>
      </form>
    </section>
  );
}
