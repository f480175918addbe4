import { Button, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { answerDevice, type Device, readDevice } from '../../../src/accounts/provider/contract.ts';
import { call } from '../api/call.ts';
import { useAccount } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Gate } from '../sign-in/gate.tsx';
import styles from './sites.module.css';

const route = getRouteApi('/signed-in/device');

/** A program on a machine without a browser shows a code; who types it here lets that program act for them. */
export function DevicePage() {
  const { t } = useTranslation();
  const { user_code: given } = route.useSearch();
  const account = useAccount();
  const [code, setCode] = useState(given ?? '');
  const [device, setDevice] = useState<Device | null>(null);
  const [answered, setAnswered] = useState<'done' | 'refused' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const find = () => {
    setError(null);
    call(readDevice, { params: { code: code.trim() } }).then(setDevice, setError);
  };
  const answer = (allow: boolean) => {
    setError(null);
    call(answerDevice, { params: { code: code.trim() }, body: { allow } }).then(
      () => setAnswered(allow ? 'done' : 'refused'),
      setError,
    );
  };
  const problem = error ? <ProblemBox error={error} /> : null;
  if (answered)
    return (
      <Gate title={t(`sites.answered.${answered}`)} hint={t(`sites.answeredHint.${answered}`)}>
        {null}
      </Gate>
    );
  if (device)
    return (
      <Gate
        title={t('sites.confirm')}
        hint={t('sites.confirmHint', { remote: device.remote, account })}
        submit={() => answer(true)}
      >
        <div className="lab">{t('sites.compare')}</div>
        <div className={styles.code}>{device.code}</div>
        {problem}
        <Button type="submit" size="lg" fullWidth>
          {t('sites.allow')}
        </Button>
        <Button variant="default" size="lg" fullWidth onClick={() => answer(false)}>
          {t('sites.notMine')}
        </Button>
      </Gate>
    );
  return (
    <Gate title={t('sites.device')} hint={t('sites.deviceHint')} submit={find}>
      <TextInput
        label={t('sites.code')}
        autoFocus
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="characters"
        placeholder="XXXX-XXXX"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {problem}
      <Button type="submit" size="lg" fullWidth disabled={code.trim() === ''}>
        {t('sites.find')}
      </Button>
    </Gate>
  );
}
