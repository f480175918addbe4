import { Button, Modal, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import { type Entry, newNotebook } from '../api/files.ts';
import { queries } from '../api/queries.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { ChooseFolder } from './choose-folder.tsx';
import { join, notebookName } from './home-path.ts';

export type EntryAction =
  | { kind: 'folder' }
  | { kind: 'notebook' }
  | { kind: 'rename'; entry: Entry }
  | { kind: 'move' | 'copy'; entries: readonly Entry[] }
  | { kind: 'failed'; error: unknown };

interface EntryDialogsProps {
  account: string;
  folder: string;
  action: EntryAction | null;
  close: () => void;
  /** Told the new name when one was given. */
  renamed?: (before: string, after: string) => void;
}

/** The small dialogs of the Files page: a name for something new or old, and where to move or copy to. */
export function EntryDialogs({ account, folder, action, close, renamed }: EntryDialogsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = { name: account };
  if (!action) return null;
  const refresh = () => queries.invalidateQueries({ queryKey: ['files', account] });
  if (action.kind === 'failed')
    return (
      <Modal opened onClose={close} title={t('files.notDone')}>
        <ProblemBox error={action.error} />
      </Modal>
    );
  if (action.kind === 'move' || action.kind === 'copy')
    return <ChooseFolder account={account} start={folder} kind={action.kind} entries={action.entries} close={close} />;
  const forms = {
    folder: {
      title: t('files.newFolder'),
      verb: t('files.make'),
      value: '',
      submit: async (name: string) => {
        await call(filesContract.makeFolder, { params, body: { path: join(folder, name) } });
      },
    },
    notebook: {
      title: t('files.newNotebook'),
      verb: t('files.make'),
      value: t('files.untitled'),
      submit: async (name: string) => {
        const made = await newNotebook(account, folder, notebookName(name));
        await navigate({ to: '/notebook/$', params: { _splat: made.path } });
      },
    },
    rename: {
      title: t('files.rename'),
      verb: t('files.rename'),
      value: action.kind === 'rename' ? action.entry.name : '',
      submit: async (name: string) => {
        if (action.kind !== 'rename') return;
        const entry = await call(filesContract.rename, { params, body: { path: action.entry.path, name } });
        renamed?.(action.entry.name, entry.name);
      },
    },
  };
  const form = forms[action.kind];
  return (
    <NameDialog
      title={form.title}
      verb={form.verb}
      value={form.value}
      close={close}
      submit={async (name) => {
        await form.submit(name);
        await refresh();
      }}
    />
  );
}

interface NameDialogProps {
  title: string;
  verb: string;
  value: string;
  submit: (name: string) => Promise<void>;
  close: () => void;
}

function NameDialog({ title, verb, value, submit, close }: NameDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(value);
  const [error, setError] = useState<unknown>(null);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit(name.trim()).then(close, setError);
  };
  return (
    <Modal opened onClose={close} title={title}>
      <form className="col" style={{ gap: 12 }} onSubmit={onSubmit}>
        <TextInput
          label={t('files.name')}
          value={name}
          data-autofocus
          onFocus={(event) => {
            const dot = event.currentTarget.value.lastIndexOf('.');
            event.currentTarget.setSelectionRange(0, dot > 0 ? dot : event.currentTarget.value.length);
          }}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {error ? <ProblemBox error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''}>
            {verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
