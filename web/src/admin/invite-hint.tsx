import type { Invitation } from '../../../src/accounts/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Instant } from '../parts/instant.tsx';

/** What to do with an invitation's link, and until when it works. */
export function InviteHint({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  return (
    <>
      {t('admin.inviteOnce')} {t('admin.inviteUntil')} <Instant at={invitation.expiresAt} />
    </>
  );
}
