import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { InputRequest } from '../../../../src/workspace/protocol/document.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import styles from './outputs.module.css';
import { TextOutput } from './text-output.tsx';

/** What a running cell asks with `input()`; Enter answers. */
export function InputBox({ request }: { request: InputRequest }) {
  const { t } = useTranslation();
  const { session } = useNotebook();
  const [value, setValue] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const answer = () => session.send({ type: 'input', inputId: request.inputId, value });
  return (
    <form
      className={styles.input}
      onSubmit={(event) => {
        event.preventDefault();
        answer();
      }}
    >
      {request.prompt !== '' && <TextOutput text={request.prompt} tone="plain" />}
      <TextInput
        ref={field}
        className="grow"
        data-input={request.inputId}
        aria-label={request.prompt || t('notebook.output.input')}
        type={request.password ? 'password' : 'text'}
        autoComplete="off"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {t('notebook.output.answer')}
      </Button>
    </form>
  );
}
