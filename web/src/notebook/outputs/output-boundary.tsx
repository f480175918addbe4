import { IconAlertCircle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import styles from './outputs.module.css';

interface OutputBoundaryProps {
  readonly output: unknown;
  readonly children: ReactNode;
}

/** Keeps a fault in showing one output to that output; another output in its place is tried anew. */
export class OutputBoundary extends Component<OutputBoundaryProps, { readonly fault: string | null }> {
  override state = { fault: null };

  static getDerivedStateFromError(fault: unknown) {
    return { fault: fault instanceof Error ? fault.message : String(fault) };
  }

  override componentDidUpdate(before: OutputBoundaryProps): void {
    if (before.output !== this.props.output && this.state.fault !== null) this.setState({ fault: null });
  }

  override render(): ReactNode {
    return this.state.fault === null ? this.props.children : <CannotShow why={this.state.fault} />;
  }
}

function CannotShow({ why }: { why: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles.error} role="alert" title={why}>
      <div className={styles.errorTitle}>
        <IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
        <span>{t('notebook.output.broken')}</span>
      </div>
      <div className="t2">{t('notebook.output.brokenWhy')}</div>
    </div>
  );
}
