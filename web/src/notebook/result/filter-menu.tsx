import { ActionIcon, Button, NativeSelect, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ColumnFilter, ResultColumn } from '../../../../src/engines/duckdb/result.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import styles from './result.module.css';

type Where = readonly ColumnFilter[];

interface FilterProps {
  readonly columns: readonly ResultColumn[];
  readonly where: Where;
  readonly onWhere: (where: Where) => void;
}

const tests = ['contains', '=', '!=', '<', '<=', '>', '>=', 'is null', 'is not null'] as const;
const mostFilters = 20;

/** The button of a result's bar that asks for one more condition on its rows. */
export function FilterMenu({ columns, where, onWhere, disabled }: FilterProps & { readonly disabled: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [column, setColumn] = useState(0);
  const [test, setTest] = useState<ColumnFilter['test'] | null>(null);
  const [value, setValue] = useState('');
  const chosen = test ?? (columns[column]?.kind === 'text' ? 'contains' : '=');
  const needsValue = chosen !== 'is null' && chosen !== 'is not null';
  const add = (event: React.FormEvent) => {
    event.preventDefault();
    onWhere([...where, { column, test: chosen, ...(needsValue ? { value } : {}) }]);
    setValue('');
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          aria-label={t('notebook.result.filter')}
          title={t('notebook.result.filter')}
          aria-expanded={open}
          disabled={disabled || where.length >= mostFilters}
          onClick={() => setOpen(!open)}
        >
          <IconFilter size={16} stroke={1.75} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        {/* Keys typed here are not the notebook's. */}
        <form className={styles.filterForm} onSubmit={add} onKeyDown={(event) => event.stopPropagation()}>
          <NativeSelect
            label={t('notebook.result.filterColumn')}
            value={String(column)}
            data={columns.map(({ name }, index) => ({ value: String(index), label: name }))}
            onChange={(event) => setColumn(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label={t('notebook.result.filterTest')}
            value={chosen}
            data={tests.map((one) => ({ value: one, label: t(testWords[one]) }))}
            onChange={(event) => setTest(tests.find((one) => one === event.currentTarget.value) ?? null)}
          />
          {needsValue && (
            <TextInput
              label={t('notebook.result.filterValue')}
              value={value}
              maxLength={10_000}
              data-autofocus
              onChange={(event) => setValue(event.currentTarget.value)}
            />
          )}
          <Button type="submit">{t('notebook.result.filterAdd')}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The conditions that hold now, each with a way to take it away. */
export function FilterList({ columns, where, onWhere }: FilterProps) {
  const { t } = useTranslation();
  if (where.length === 0) return null;
  return (
    <fieldset className={styles.filters} aria-label={t('notebook.result.filters')}>
      {where.map((filter, at) => {
        const words = [columns[filter.column]?.name ?? '', t(testWords[filter.test]), filter.value ?? '']
          .join(' ')
          .trim();
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same condition may be there twice
          <span key={at} className={styles.filter}>
            <span className="el" title={words}>
              {words}
            </span>
            <UnstyledButton
              aria-label={t('notebook.result.filterRemove', { filter: words })}
              onClick={() => onWhere(where.filter((_, other) => other !== at))}
            >
              <IconX size={14} stroke={1.75} />
            </UnstyledButton>
          </span>
        );
      })}
      <UnstyledButton className={styles.clear} onClick={() => onWhere([])}>
        {t('notebook.result.filterClear')}
      </UnstyledButton>
    </fieldset>
  );
}

const testWords = {
  contains: 'notebook.result.tests.contains',
  '=': 'notebook.result.tests.is',
  '!=': 'notebook.result.tests.isNot',
  '<': 'notebook.result.tests.below',
  '<=': 'notebook.result.tests.atMost',
  '>': 'notebook.result.tests.above',
  '>=': 'notebook.result.tests.atLeast',
  'is null': 'notebook.result.tests.isNull',
  'is not null': 'notebook.result.tests.isNotNull',
} as const;
