import { Button, Modal, PasswordInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createAccount, type Invitation, shortestNewPassword } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { toast } from '../parts/toasts.tsx';
import { accountsQuery, groupsQuery } from './accounts-query.ts';
import styles from './admin.module.css';
import { GroupsField } from './groups-field.tsx';
import { InviteHint } from './invite-hint.tsx';

/** A new account: by a link that its owner opens, or with a first password. */
export function NewAccount({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [groups, setGroups] = useState<string[]>([]);
  const [unchosen, setUnchosen] = useState('');
  const [admin, setAdmin] = useState(false);
  const [how, setHow] = useState('invite');
  const [password, setPassword] = useState('');
  const [link, setLink] = useState<Invitation | null>(null);
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    const body = {
      name: name.trim(),
      groups,
      admin,
      ...(displayName.trim() ? { displayName: displayName.trim() } : {}),
      ...(how === 'password' ? { password } : {}),
    };
    call(createAccount, { body })
      .then(async (made) => {
        await client.invalidateQueries({ queryKey: accountsQuery.queryKey });
        await client.invalidateQueries({ queryKey: groupsQuery.queryKey });
        if (made.invitation) return setLink(made.invitation);
        toast({ text: t('admin.accountMade', { name: made.name }) });
        close();
      })
      .catch(setError);
  };
  if (link)
    return (
      <Modal opened onClose={close} title={t('admin.inviteLink')} closeOnClickOutside={false}>
        <ShownOnce secret={link.link} hint={<InviteHint invitation={link} />} close={close} />
      </Modal>
    );
  return (
    <Modal opened onClose={close} title={t('admin.addAccount')}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('account.name')}
          description={t('admin.nameHint')}
          value={name}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={`${t('admin.displayName')} (${t('parts.optional')})`}
          value={displayName}
          autoComplete="off"
          onChange={(event) => setDisplayName(event.currentTarget.value)}
        />
        <GroupsField
          label={`${t('account.groups')} (${t('parts.optional')})`}
          value={groups}
          change={setGroups}
          making={{ leftOver: setUnchosen }}
        />
        {unchosen === '' ? null : <div className="s12 wait">{t('admin.unchosenGroup', { name: unchosen })}</div>}
        <SegmentedControl
          size="xs"
          fullWidth
          value={how}
          onChange={setHow}
          data={[
            { value: 'invite', label: t('admin.byInvite') },
            { value: 'password', label: t('admin.byPassword') },
          ]}
        />
        {how === 'password' ? (
          <PasswordInput
            label={t('signIn.password')}
            description={t('signIn.passwordRule', { count: shortestNewPassword })}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
          />
        ) : null}
        <Switch
          label={t('account.administrator')}
          checked={admin}
          onChange={(event) => setAdmin(event.currentTarget.checked)}
        />
        {error ? <ProblemBox error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('parts.cancel')}
          </Button>
          <Button
            type="submit"
            disabled={name.trim() === '' || unchosen !== '' || (how === 'password' && password === '')}
          >
            {t('admin.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
