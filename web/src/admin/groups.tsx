import { Button, Modal, TextInput } from '@mantine/core';
import { IconUsersPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { createGroup, type Group } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Empty } from '../parts/empty.tsx';
import type { Column } from '../parts/list-props.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { groupsQuery } from './accounts-query.ts';
import styles from './admin.module.css';
import { GroupPanel } from './group-panel.tsx';
import { ListWithPanel } from './list-with-panel.tsx';

/** Teams: each shares a folder. */
export function GroupsTab() {
  const { t } = useTranslation();
  const query = useQuery(groupsQuery);
  const [making, setMaking] = useState(false);
  const columns = useMemo(
    (): readonly Column<Group>[] => [
      {
        id: 'name',
        head: t('files.name'),
        width: 'minmax(120px, 1fr)',
        by: (group) => group.name,
        cell: (group) => <span className="m5">{group.name}</span>,
      },
      {
        id: 'description',
        head: t('admin.description'),
        width: 'minmax(120px, 2fr)',
        wide: true,
        cell: (group) => <span className="t2">{group.description}</span>,
      },
      {
        id: 'members',
        head: t('admin.members'),
        width: '90px',
        numeric: true,
        by: (group) => group.members,
        cell: (group) => group.members,
      },
      {
        id: 'created',
        head: t('admin.added'),
        width: '120px',
        wide: true,
        by: (group) => group.createdAt,
        cell: (group) => (
          <span className="t2">
            <Ago at={group.createdAt} />
          </span>
        ),
      },
    ],
    [t],
  );
  const add = (
    <Button leftSection={<IconUsersPlus size={16} stroke={1.75} />} onClick={() => setMaking(true)}>
      {t('admin.addGroup')}
    </Button>
  );
  return (
    <>
      <ListWithPanel
        label={t('admin.groups')}
        columns={columns}
        rows={query.data}
        keyOf={(one) => one.name}
        nameOf={(one) => one.name}
        error={query.error}
        again={() => void query.refetch()}
        searchIn={(one) => `${one.name} ${one.description}`}
        tools={add}
        empty={<Empty title={t('admin.noGroups')} hint={t('admin.groupHint')} />}
        panel={(group, close) => <GroupPanel key={group.name} group={group} close={close} />}
      />
      {making ? <NewGroup close={() => setMaking(false)} /> : null}
    </>
  );
}

function NewGroup({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    call(createGroup, { body: { name: name.trim(), description: description.trim() } })
      .then(() => client.invalidateQueries({ queryKey: groupsQuery.queryKey }))
      .then(close, setError);
  };
  return (
    <Modal opened onClose={close} title={t('admin.addGroup')}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('files.name')}
          description={t('admin.nameHint')}
          value={name}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={`${t('admin.description')} (${t('parts.optional')})`}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {error ? <ProblemBox error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''}>
            {t('admin.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
