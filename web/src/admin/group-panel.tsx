import { ActionIcon, Select } from '@mantine/core';
import { IconTrash, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addMember, deleteGroup, type Group, getGroup, removeMember } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { everyPage } from '../api/every-page.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Avatar } from '../parts/avatar.tsx';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { SidePanel } from '../parts/side-panel.tsx';
import { accountsQuery, groupsQuery } from './accounts-query.ts';
import styles from './admin.module.css';
import { DangerAct } from './danger-act.tsx';
import { useLeaveGroup } from './use-leave-group.tsx';

/** Who is in a group. Whoever leaves loses its folder at once, running programs included. */
export function GroupPanel({ group, close }: { group: Group; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const accounts = useQuery(accountsQuery);
  const params = { name: group.name };
  const members = useQuery({
    queryKey: ['groups', group.name, 'members'],
    queryFn: ({ signal }) => everyPage((after) => call(getGroup, { params, query: { limit: 500, after }, signal })),
  });
  const [error, setError] = useState<unknown>(null);
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: groupsQuery.queryKey });
    await client.invalidateQueries({ queryKey: accountsQuery.queryKey });
  };
  const put = (account: string) => void call(addMember, { params: { ...params, account } }).then(refresh, setError);
  const { leave, question } = useLeaveGroup(setError);
  const take = (account: string) => {
    setError(null);
    leave({
      account,
      groups: [group.name],
      act: () => call(removeMember, { params: { ...params, account } }).then(refresh),
      undo: () => put(account),
    });
  };
  const inside = new Set(members.data?.map((member) => member.name));
  const head = (
    <>
      <div className="b">{group.name}</div>
      <div className="t3 s12">{group.description}</div>
    </>
  );
  return (
    <SidePanel name="group" label={group.name} head={head} close={close}>
      <div className={styles.block}>
        <h2>{t('admin.members')}</h2>
        {members.isPending ? <GreyRows rows={3} height={32} /> : null}
        {members.error ? <ProblemBox error={members.error} again={() => void members.refetch()} /> : null}
        <div className={styles.members}>
          {members.data?.map((member) => (
            <div key={member.name} className="row">
              <Avatar name={member.name} />
              <span className="grow el">
                {member.displayName || member.name}{' '}
                {member.displayName ? <span className="t3">{member.name}</span> : null}
              </span>
              <ActionIcon aria-label={t('admin.remove', { name: member.name })} onClick={() => take(member.name)}>
                <IconX size={16} stroke={1.75} />
              </ActionIcon>
            </div>
          ))}
          <Select
            placeholder={t('admin.addMember')}
            aria-label={t('admin.addMember')}
            searchable
            selectFirstOptionOnChange
            value={null}
            data={(accounts.data ?? []).filter((one) => !inside.has(one.name)).map((one) => one.name)}
            onChange={(account) => account && put(account)}
          />
        </div>
        {error ? <ProblemBox error={error} /> : null}
      </div>
      {question}
      <DangerAct
        icon={<IconTrash size={16} stroke={1.75} />}
        verb={t('admin.deleteGroup')}
        title={t('admin.deleteGroupTitle', { name: group.name })}
        loss={t('admin.deleteGroupLoss', { count: group.members })}
        act={() => call(deleteGroup, { params }).then(refresh)}
      />
    </SidePanel>
  );
}
