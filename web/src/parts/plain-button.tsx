import { UnstyledButton } from '@mantine/core';
import type { ComponentProps } from 'react';

/** Looks as Mantine's UnstyledButton and costs a tenth: for buttons that a page holds by the thousand. */
export function PlainButton({ className = '', ...rest }: ComponentProps<'button'>) {
  return (
    <button type="button" className={`mantine-focus-auto ${UnstyledButton.classes.root} ${className}`} {...rest} />
  );
}
