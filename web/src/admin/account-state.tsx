import { IconCircleCheck, IconLock, IconMail } from '@tabler/icons-react';
import type { Account } from '../../../src/accounts/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';

const marks = {
  active: { icon: IconCircleCheck, className: 'ok' },
  invited: { icon: IconMail, className: 'wait' },
  suspended: { icon: IconLock, className: 'fail' },
} as const;

export function AccountState({ state }: { state: Account['state'] }) {
  const { t } = useTranslation();
  const { icon: Icon, className } = marks[state];
  return (
    <span className={`row m5 ${className}`} style={{ gap: 6 }}>
      <Icon size={14} stroke={1.75} aria-hidden="true" />
      {t(`admin.accountState.${state}`)}
    </span>
  );
}
