import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { groupsQuery } from './accounts-query.ts';

interface GroupsFieldProps {
  readonly label: string;
  readonly value: string[];
  readonly change: (groups: string[]) => void;
  /** Where given, a group that is not there may be chosen as one to make; told of text that is not chosen yet. */
  readonly making?: { readonly leftOver: (text: string) => void };
}

/** Chooses groups. Enter takes the first that is offered; one that does not exist is only ever made on purpose. */
export function GroupsField({ label, value, change, making }: GroupsFieldProps) {
  const { t } = useTranslation();
  const known = (useQuery(groupsQuery).data ?? []).map((group) => group.name);
  const [typed, setTyped] = useState('');
  const leaving = useRef(false);
  const fresh = value.filter((group) => !known.includes(group));
  const offered = typed.trim();
  const mayMake = making && offered !== '' && !known.includes(offered) && !fresh.includes(offered);
  return (
    <MultiSelect
      label={label}
      searchable
      selectFirstOptionOnChange={typed !== ''}
      data={[
        ...known.map((group) => ({ value: group, label: group })),
        ...fresh.map((group) => ({ value: group, label: t('admin.newGroup', { name: group }) })),
        ...(mayMake ? [{ value: offered, label: t('admin.makeGroup', { name: offered }) }] : []),
      ]}
      value={value}
      onChange={change}
      searchValue={typed}
      onBlur={() => {
        leaving.current = making !== undefined;
      }}
      onSearchChange={(text) => {
        // The field empties itself when it is left; what was typed and not chosen would be lost unseen.
        if (leaving.current) {
          leaving.current = false;
          return;
        }
        setTyped(text);
        making?.leftOver(text.trim());
      }}
      description={fresh.length > 0 ? t('admin.willMake', { names: fresh.join(', ') }) : null}
    />
  );
}
