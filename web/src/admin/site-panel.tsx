import { Button, Modal } from '@mantine/core';
import { IconKey, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Client, changeClient, deleteClient, renewClientSecret } from '../../../src/accounts/provider/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { Facts } from '../parts/facts.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { SidePanel } from '../parts/side-panel.tsx';
import styles from './admin.module.css';
import { DangerAct } from './danger-act.tsx';
import { SiteFields, siteBody, type TypedSite } from './site-fields.tsx';
import { clientsQuery } from './sites-query.ts';

/** One site: what it is given to know itself by, where it leads back to; change, new secret, delete. */
export function SitePanel({ site, close }: { site: Client; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState<TypedSite>(() => ({
    ...{ name: site.name, trusted: site.trusted, backChannelUri: site.backChannelUri ?? '' },
    ...{ redirectUris: site.redirectUris.join('\n'), signOutUris: site.signOutUris.join('\n') },
  }));
  const [error, setError] = useState<unknown>(null);
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const params = { client: site.id };
  const refresh = () => client.invalidateQueries({ queryKey: clientsQuery.queryKey });
  const save = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    call(changeClient, { params, body: siteBody(typed) }).then(refresh, setError);
  };
  return (
    <SidePanel name="site" label={site.name} head={<div className="b el">{site.name}</div>} close={close}>
      <div className={styles.block}>
        <Facts
          facts={[
            [t('sites.issuer'), location.origin],
            [t('sites.id'), site.id],
            [t('sites.kind'), t(`sites.kinds.${site.kind}`)],
          ]}
        />
      </div>
      {site.kind === 'confidential' ? (
        <div className={styles.acts}>
          <Button variant="default" leftSection={<IconKey size={16} stroke={1.75} />} onClick={() => setAsking(true)}>
            {t('sites.renew')}
          </Button>
        </div>
      ) : null}
      <form className={`${styles.block} ${styles.form}`} onSubmit={save}>
        <SiteFields value={typed} change={setTyped} />
        {error ? <ProblemBox error={error} /> : null}
        <Button type="submit" variant="default">
          {t('sites.save')}
        </Button>
      </form>
      <DangerAct
        icon={<IconTrash size={16} stroke={1.75} />}
        verb={t('sites.remove')}
        title={t('sites.removeTitle', { site: site.name })}
        loss={t('sites.removeLoss')}
        act={() => call(deleteClient, { params }).then(refresh)}
      />
      {asking ? (
        <ConfirmLoss
          title={t('sites.renewTitle', { site: site.name })}
          verb={t('sites.renew')}
          act={() => call(renewClientSecret, { params }).then((renewed) => setSecret(renewed.secret))}
          close={() => setAsking(false)}
        >
          {t('sites.renewLoss')}
        </ConfirmLoss>
      ) : null}
      {secret ? (
        <Modal opened onClose={() => setSecret(null)} title={t('sites.secret')} closeOnClickOutside={false}>
          <ShownOnce secret={secret} hint={t('sites.secretOnce', { site: site.name })} close={() => setSecret(null)} />
        </Modal>
      ) : null}
    </SidePanel>
  );
}
