import { Button, Modal, Select, Switch, TextInput } from '@mantine/core';
import { IconKey, IconLink, IconLock, IconLockOpen } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  type Account,
  changeAccount,
  inviteAccount,
  listAudit,
  resetPassword,
  resumeAccount,
  suspendAccount,
} from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { useAccount } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { Facts } from '../parts/facts.tsx';
import { Instant } from '../parts/instant.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { SidePanel } from '../parts/side-panel.tsx';
import { AccountState } from './account-state.tsx';
import { accountsQuery } from './accounts-query.ts';
import { Act, targetOf } from './act.tsx';
import styles from './admin.module.css';
import { DangerAct } from './danger-act.tsx';
import { GroupsField } from './groups-field.tsx';
import { InviteHint } from './invite-hint.tsx';
import { useLeaveGroup } from './use-leave-group.tsx';

/** One account: what it may, its groups, what it did lately; reset, invite, suspend. */
export function AccountPanel({ account, close }: { account: Account; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useAccount();
  const activity = useQuery({
    queryKey: ['audit', 'account', account.name],
    queryFn: ({ signal }) => call(listAudit, { query: { account: account.name, limit: 6 }, signal }),
  });
  const [error, setError] = useState<unknown>(null);
  const [secret, setSecret] = useState<{ title: string; text: string; hint: ReactNode } | null>(null);
  const [asking, setAsking] = useState(false);
  const [name, setName] = useState(account.displayName);
  const params = { name: account.name };
  const refresh = () => client.invalidateQueries({ queryKey: accountsQuery.queryKey });
  const change = (body: { displayName?: string; groups?: string[]; primaryGroup?: string; admin?: boolean }) => {
    setError(null);
    call(changeAccount, { params, body }).then(refresh, setError);
  };
  const { leave, question } = useLeaveGroup(setError);
  const changeGroups = (next: string[]) => {
    const left = account.groups.filter((group) => !next.includes(group));
    if (left.length === 0) return change({ groups: next });
    setError(null);
    leave({
      account: account.name,
      groups: left,
      act: () => call(changeAccount, { params, body: { groups: next } }).then(refresh),
      undo: () => change({ groups: account.groups }),
    });
  };
  const invite = () => {
    setError(null);
    call(inviteAccount, { params }).then(
      (invitation) =>
        setSecret({
          title: t('admin.inviteLink'),
          text: invitation.link,
          hint: <InviteHint invitation={invitation} />,
        }),
      setError,
    );
  };
  const head = (
    <div className={styles.person}>
      <Avatar name={account.name} size={28} />
      <div className="grow">
        <div className="b el">{account.displayName || account.name}</div>
        <div className="t3 s12 el">{account.name}</div>
      </div>
    </div>
  );
  return (
    <SidePanel name="account" label={account.name} head={head} close={close}>
      <div className={styles.acts}>
        {account.state === 'invited' ? (
          <Button variant="default" leftSection={<IconLink size={16} stroke={1.75} />} onClick={invite}>
            {t('admin.newInvite')}
          </Button>
        ) : (
          <Button variant="default" leftSection={<IconKey size={16} stroke={1.75} />} onClick={() => setAsking(true)}>
            {t('admin.reset')}
          </Button>
        )}
      </div>
      {error ? (
        <div className={styles.block}>
          <ProblemBox error={error} />
        </div>
      ) : null}
      <div className={styles.block}>
        <h2>{t('admin.access')}</h2>
        <Facts
          facts={[
            [t('admin.state'), <AccountState key="state" state={account.state} />],
            [t('admin.added'), <Instant key="added" at={account.createdAt} />],
            [
              t('account.uid'),
              <span key="uid" className="mono">
                {account.uid}
              </span>,
            ],
          ]}
        />
      </div>
      <div className={`${styles.block} ${styles.form}`}>
        <TextInput
          label={t('admin.displayName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => name !== account.displayName && change({ displayName: name })}
        />
        <GroupsField label={t('account.groups')} value={account.groups} change={changeGroups} />
        <Select
          label={t('admin.primaryGroup')}
          description={t('admin.primaryGroupHint')}
          data={['everyone', ...account.groups]}
          value={account.primaryGroup}
          allowDeselect={false}
          onChange={(group) => group !== null && change({ primaryGroup: group })}
        />
        <Switch
          label={t('account.administrator')}
          checked={account.admin}
          onChange={(event) => change({ admin: event.currentTarget.checked })}
        />
      </div>
      <div className={styles.block}>
        <h2>{t('admin.activity')}</h2>
        {activity.data?.items.length === 0 ? <div className="t3">{t('admin.noActivity')}</div> : null}
        <div className={styles.activity}>
          {activity.data?.items.map((record) => (
            <div key={record.id} style={{ display: 'contents' }}>
              <span className="t3">
                <Ago at={record.at} />
              </span>
              <span className="el" title={targetOf(record)}>
                <Act operation={record.operation} /> {targetOf(record)}
              </span>
            </div>
          ))}
        </div>
      </div>
      {account.state === 'suspended' ? (
        <div className={styles.danger}>
          <Button
            variant="default"
            leftSection={<IconLockOpen size={16} stroke={1.75} />}
            onClick={() => void call(resumeAccount, { params }).then(refresh, setError)}
          >
            {t('admin.resume')}
          </Button>
        </div>
      ) : (
        <DangerAct
          icon={<IconLock size={16} stroke={1.75} />}
          verb={t('admin.suspend')}
          title={t('admin.suspendTitle', { name: account.name })}
          loss={t('admin.suspendLoss')}
          note={t('admin.keepsFiles')}
          disabled={account.name === me}
          act={() => call(suspendAccount, { params }).then(refresh)}
        />
      )}
      {question}
      {asking ? (
        <ConfirmLoss
          title={t('admin.resetTitle', { name: account.name })}
          verb={t('admin.reset')}
          act={async () => {
            const { oneTimePassword } = await call(resetPassword, { params });
            setSecret({ title: t('admin.oneTimeTitle'), text: oneTimePassword, hint: t('admin.oneTimeHint') });
            await refresh();
          }}
          close={() => setAsking(false)}
        >
          {t('admin.resetLoss')}
        </ConfirmLoss>
      ) : null}
      {secret ? (
        <Modal opened onClose={() => setSecret(null)} title={secret.title} closeOnClickOutside={false}>
          <ShownOnce secret={secret.text} hint={secret.hint} close={() => setSecret(null)} />
        </Modal>
      ) : null}
    </SidePanel>
  );
}
