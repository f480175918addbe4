import { IconShieldCheck, IconShieldHalf, IconShieldOff } from '@tabler/icons-react';
import { sayHost } from '../catalogue/host-words.ts';
import { useTranslation } from '../catalogue/use-translation.ts';

const marks = {
  yes: { icon: IconShieldCheck, className: 'ok' },
  partly: { icon: IconShieldHalf, className: 'wait' },
  no: { icon: IconShieldOff, className: 'wait' },
  unset: { icon: IconShieldOff, className: 't3' },
} as const;

interface EnforcedProps {
  enforced: 'yes' | 'partly' | 'no' | 'unset';
  how: string;
  why: string;
}

/** Whether the host holds programs to a limit, by what, and why not more. */
export function Enforced({ enforced, how, why }: EnforcedProps) {
  const { t } = useTranslation();
  const { icon: Icon, className } = marks[enforced];
  return (
    <span className="row s12" style={{ gap: 5, alignItems: 'flex-start' }} title={sayHost(how)}>
      <Icon size={14} stroke={1.75} className={className} style={{ flex: 'none', marginTop: 2 }} aria-hidden="true" />
      <span className={enforced === 'yes' ? 't3' : className}>
        {t(`parts.enforced.${enforced}`)}
        {enforced !== 'yes' && why ? <span className="t3">: {sayHost(why)}</span> : null}
      </span>
    </span>
  );
}
