import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import styles from './admin.module.css';

interface DangerActProps {
  icon: ReactNode;
  /** On the button, and again where it is confirmed. */
  verb: string;
  /** The question. */
  title: string;
  /** What will be lost. */
  loss: string;
  /** What stays, beside the button. */
  note?: string;
  disabled?: boolean;
  act: () => Promise<unknown>;
}

/** The foot of a side panel: the one act there that takes something away, and the question before it. */
export function DangerAct({ icon, verb, title, loss, note, disabled = false, act }: DangerActProps) {
  const [asking, setAsking] = useState(false);
  return (
    <div className={styles.danger}>
      <Button variant="default" data-danger disabled={disabled} leftSection={icon} onClick={() => setAsking(true)}>
        {verb}
      </Button>
      {note ? <span className="t3 s12">{note}</span> : null}
      {asking ? (
        <ConfirmLoss title={title} verb={verb} act={act} close={() => setAsking(false)}>
          {loss}
        </ConfirmLoss>
      ) : null}
    </div>
  );
}
