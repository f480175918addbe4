import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type PriorityClass, previewRoles, type Resources, type Role, setRole } from '../../../src/cluster/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { SidePanel } from '../parts/side-panel.tsx';
import { toast } from '../parts/toasts.tsx';
import { sizeWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { changeOf, formOf, type RoleForm, wrongFields } from './role-form.ts';
import { RolePreview } from './role-preview.tsx';

const classes: readonly PriorityClass[] = ['system', 'service', 'interactive', 'batch', 'scavenger'];

/** What a role may have; what a change does to what runs and waits now is shown before it is saved. */
export function RolePanel({ role, total, close }: { role: Role; total: Resources; close: () => void }) {
  const { t, language } = useTranslation();
  const client = useQueryClient();
  const [form, setForm] = useState<RoleForm>(() => formOf(role));
  const wrong = wrongFields(form);
  const change = wrong.size === 0 ? changeOf(role, form) : null;
  const preview = useMutation({
    mutationFn: () => call(previewRoles, { body: { changes: change === null ? [] : [change] } }),
  });
  const save = useMutation({
    mutationFn: () => call(setRole, { body: change ?? { path: role.path } }),
    onSuccess: async () => {
      preview.reset();
      toast({ text: t('cluster.roleSaved', { name: role.path }) });
      await client.invalidateQueries({ queryKey: ['cluster'] });
    },
  });
  const type = (field: keyof RoleForm, value: string) => {
    setForm({ ...form, [field]: value });
    preview.reset();
  };
  const field = (name: Exclude<keyof RoleForm, 'highestClass'>, label: string) => (
    <TextInput
      label={label}
      inputMode="decimal"
      value={form[name]}
      placeholder={name === 'weight' ? '' : t('cluster.none')}
      error={wrong.has(name) ? t(name === 'weight' ? 'cluster.aboveNothing' : 'cluster.wrongAmount') : null}
      onChange={(event) => type(name, event.currentTarget.value)}
    />
  );
  const head = (
    <>
      <div className="b">{role.path}</div>
      <div className="t3 s12">{t('cluster.hasInAll', { size: sizeWords(total, t, language) })}</div>
    </>
  );
  return (
    <SidePanel name="role" label={role.path} head={head} close={close}>
      <form
        className={`${styles.block} ${styles.form}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (change !== null) preview.mutate();
        }}
      >
        {field('weight', t('cluster.weight'))}
        <div className={styles.pair}>
          {field('guaranteeCpus', t('cluster.guaranteeCores'))}
          {field('guaranteeMemory', t('cluster.guaranteeMemory'))}
        </div>
        <div className={styles.pair}>
          {field('limitCpus', t('cluster.limitCores'))}
          {field('limitMemory', t('cluster.limitMemory'))}
        </div>
        <NativeSelect
          label={t('cluster.highestClass')}
          value={form.highestClass}
          onChange={(event) => type('highestClass', event.currentTarget.value)}
          data={classes.map((value) => ({ value, label: t(`cluster.class.${value}`) }))}
        />
        <div className="row wrap">
          <Button type="submit" variant="default" disabled={change === null || preview.isPending}>
            {t('cluster.preview')}
          </Button>
          <Button disabled={change === null || save.isPending} onClick={() => save.mutate()}>
            {t('cluster.save')}
          </Button>
        </div>
        {preview.error ? <ProblemBox error={preview.error} /> : null}
        {save.error ? <ProblemBox error={save.error} /> : null}
      </form>
      {preview.data ? <RolePreview path={role.path} preview={preview.data} /> : null}
    </SidePanel>
  );
}
