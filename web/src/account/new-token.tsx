import { Button, Modal, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Static } from 'typebox';
import { makeToken, type Scope as ScopeSchema } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import styles from './account.module.css';

type Scope = Static<typeof ScopeSchema>;

const day = 86_400_000;
const lifetimes = [7, 30, 90, 365] as const;

/** Name, what it allows, how long; then its secret, this once. */
export function NewToken({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('workspace');
  const [days, setDays] = useState('30');
  const [secret, setSecret] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    const expiresAt = days === 'never' ? null : Date.now() + Number(days) * day;
    call(makeToken, { body: { name: name.trim(), scopes: [scope], expiresAt } }).then(
      (made) => setSecret(made.token),
      setError,
    );
  };
  if (secret)
    return (
      <Modal opened onClose={close} title={t('account.tokenMade')} closeOnClickOutside={false}>
        <ShownOnce secret={secret} hint={t('account.tokenOnce')} close={close} />
      </Modal>
    );
  return (
    <Modal opened onClose={close} title={t('account.newToken')}>
      <form className={styles.form} style={{ padding: 0 }} onSubmit={submit}>
        <TextInput
          label={t('account.tokenName')}
          placeholder={t('account.tokenExample')}
          value={name}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div>
          <span className="lab">{t('account.scopes')}</span>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('account.scopes')}
            value={scope}
            onChange={(value) => setScope(value === 'all' || value === 'read' ? value : 'workspace')}
            data={(['workspace', 'read', 'all'] as const).map((value) => ({
              value,
              label: t(`account.scope.${value}`),
            }))}
          />
          <div className="t3 s12" style={{ marginTop: 4 }}>
            {t(`account.scopeHint.${scope}`)}
          </div>
        </div>
        <NativeSelect
          label={t('account.expires')}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
          data={[
            ...lifetimes.map((count) => ({ value: String(count), label: t('account.inDays', { count }) })),
            { value: 'never', label: t('account.neverExpires') },
          ]}
        />
        {error ? <ProblemBox error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''}>
            {t('account.makeToken')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
