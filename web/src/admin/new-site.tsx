import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Client, registerClient } from '../../../src/accounts/provider/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import styles from './admin.module.css';
import { emptySite, SiteFields, siteBody } from './site-fields.tsx';
import { clientsQuery } from './sites-query.ts';

/** A site that is to sign people in; its secret is shown this once. */
export function NewSite({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [id, setId] = useState('');
  const [kind, setKind] = useState<Client['kind']>('confidential');
  const [typed, setTyped] = useState(emptySite);
  const [secret, setSecret] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    call(registerClient, { body: { id: id.trim(), kind, ...siteBody(typed) } })
      .then(async (made) => {
        await client.invalidateQueries({ queryKey: clientsQuery.queryKey });
        if (made.secret === null) close();
        else setSecret(made.secret);
      })
      .catch(setError);
  };
  if (secret)
    return (
      <Modal opened onClose={close} title={t('sites.secret')} closeOnClickOutside={false}>
        <ShownOnce secret={secret} hint={t('sites.secretOnce', { site: typed.name })} close={close} />
      </Modal>
    );
  return (
    <Modal opened onClose={close} title={t('sites.add')}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('sites.id')}
          description={t('sites.idHint')}
          placeholder="grafana"
          value={id}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <SiteFields value={typed} change={setTyped} />
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('sites.kind')}
          value={kind}
          onChange={(value) => setKind(value === 'public' ? 'public' : 'confidential')}
          data={(['confidential', 'public'] as const).map((value) => ({ value, label: t(`sites.kinds.${value}`) }))}
        />
        {kind === 'public' ? <div className="t3 s12">{t('sites.publicHint')}</div> : null}
        {error ? <ProblemBox error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('parts.cancel')}
          </Button>
          <Button
            type="submit"
            disabled={id.trim() === '' || typed.name.trim() === '' || typed.redirectUris.trim() === ''}
          >
            {t('admin.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
