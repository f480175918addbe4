import { Button } from '@mantine/core';
import { hideNotification, Notifications, showNotification } from '@mantine/notifications';
import type { ReactNode } from 'react';
import '@mantine/notifications/styles.layer.css';
import styles from './toasts.module.css';

interface Toast {
  text: ReactNode;
  /** Takes back what the toast tells of; `label` is its word. */
  undo?: { label: string; run: () => void };
}

let count = 0;

/** Says that something is done, and offers to take it back. Errors never come this way: they stand where they happened. */
export function toast({ text, undo }: Toast): void {
  const id = `toast-${++count}`;
  showNotification({
    id,
    message: (
      <div className="row">
        <span className="grow">{text}</span>
        {undo ? (
          <Button
            variant="subtle"
            className={styles.undo ?? ''}
            onClick={() => {
              hideNotification(id);
              undo.run();
            }}
          >
            {undo.label}
          </Button>
        ) : null}
      </div>
    ),
    withBorder: true,
    autoClose: undo ? 10_000 : 5_000,
    classNames: { root: styles.toast ?? '' },
  });
}

export function Toasts() {
  return <Notifications position="bottom-right" limit={4} />;
}
