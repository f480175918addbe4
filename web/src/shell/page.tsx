import type { ReactNode } from 'react';
import { Mark } from '../parts/mark.tsx';
import { OfflineStrip } from '../parts/offline-strip.tsx';
import styles from './page.module.css';
import { PaletteButton } from './palette-button.tsx';

interface PageProps {
  /** The document's title, and the header's words unless `crumb` is given. */
  title: string;
  /** What stands left in the header instead of the title, for example a path. */
  crumb?: ReactNode;
  /** What stands right in the header, before the search field. */
  actions?: ReactNode;
  /** Work pages go edge to edge; overview pages keep a margin and scroll as a whole. */
  edge?: boolean;
  children: ReactNode;
}

/** One page inside the frame: a header of 48 px, and the page's own surface below it. */
export function Page({ title, crumb, actions, edge = false, children }: PageProps) {
  return (
    <>
      <title>{`${title} · Stoa`}</title>
      <header className={styles.head}>
        <span className={styles.mark}>
          <Mark size={22} />
        </span>
        <div className={styles.crumb}>{crumb ?? <b>{title}</b>}</div>
        <div className="grow" />
        {actions}
        <PaletteButton />
      </header>
      <OfflineStrip />
      <main id="page" tabIndex={-1} className={edge ? styles.edge : styles.page}>
        {children}
      </main>
    </>
  );
}
