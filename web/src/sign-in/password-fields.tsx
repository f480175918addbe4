import { PasswordInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { shortestNewPassword } from '../../../src/accounts/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';

export interface NewPassword {
  readonly first: string;
  readonly again: string;
}

export const sameTwice = (password: NewPassword) => password.first !== '' && password.first === password.again;

interface PasswordFieldsProps {
  value: NewPassword;
  change: (value: NewPassword) => void;
  autoFocus?: boolean;
}

/** A new password, typed twice. */
export function PasswordFields({ value, change, autoFocus = false }: PasswordFieldsProps) {
  const { t } = useTranslation();
  const lock = <IconLock size={16} stroke={1.75} />;
  const differs = value.again !== '' && value.again !== value.first;
  return (
    <>
      <PasswordInput
        label={t('signIn.newPassword')}
        description={t('signIn.passwordRule', { count: shortestNewPassword })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        autoFocus={autoFocus}
        value={value.first}
        onChange={(event) => change({ ...value, first: event.currentTarget.value })}
        leftSection={lock}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
      />
      <PasswordInput
        label={t('signIn.repeat')}
        autoComplete="new-password"
        value={value.again}
        onChange={(event) => change({ ...value, again: event.currentTarget.value })}
        error={differs ? t('signIn.differs') : null}
        leftSection={lock}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
      />
    </>
  );
}
