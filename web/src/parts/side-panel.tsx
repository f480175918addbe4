import { ActionIcon, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './side-panel.module.css';

interface SidePanelProps {
  /** Remembers the width under this name. */
  name: string;
  head: ReactNode;
  label: string;
  close: () => void;
  children: ReactNode;
}

const narrowest = 280;
const widest = 640;

/** The panel at the right of a page: 280 px and more, resizable, remembered; on a phone a sheet from below. */
export function SidePanel({ name, head, label, close, children }: SidePanelProps) {
  const phone = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const key = `stoa-panel-${name}`;
  const [width, setWidth] = useState(() => clamp(Number(localStorage.getItem(key) ?? 400)));
  const { t } = useTranslation();
  const top = (
    <div className={styles.head}>
      <div className="grow">{head}</div>
      <ActionIcon aria-label={t('parts.close')} onClick={close}>
        <IconX size={16} stroke={1.75} />
      </ActionIcon>
    </div>
  );
  if (phone)
    return (
      <Drawer
        opened
        onClose={close}
        position="bottom"
        size="85%"
        withCloseButton={false}
        aria-label={label}
        padding={0}
      >
        {top}
        {children}
      </Drawer>
    );
  const keep = (next: number) => {
    setWidth(clamp(next));
    localStorage.setItem(key, String(clamp(next)));
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 1) keep(innerWidth - event.clientX);
  };
  const nudge = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') keep(width + 16);
    if (event.key === 'ArrowRight') keep(width - 16);
  };
  return (
    <aside className={styles.panel} style={{ width }} aria-label={label}>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged; this separator can */}
      <div
        className={styles.edge}
        role="separator"
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        aria-label={t('parts.resize')}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={nudge}
      />
      {top}
      <div className={styles.body}>{children}</div>
    </aside>
  );
}

function clamp(width: number): number {
  return Math.min(widest, Math.max(narrowest, Number.isFinite(width) ? width : 400));
}
