import { Button, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from './problem-box.tsx';

interface ConfirmLossProps {
  title: string;
  /** What will be lost, in a sentence or a short list. */
  children: ReactNode;
  /** The verb on the button. */
  verb: string;
  act: () => Promise<unknown>;
  close: () => void;
}

/** Asks before what cannot return, naming what will be lost. */
export function ConfirmLoss({ title, children, verb, act, close }: ConfirmLossProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await act();
      close();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={title}>
      <div className="col" style={{ gap: 16 }}>
        <div className="t2">{children}</div>
        {error ? <ProblemBox error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close} data-autofocus>
            {t('parts.cancel')}
          </Button>
          <Button variant="default" data-danger disabled={busy} onClick={() => void go()}>
            {verb}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
