import { useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { PlainButton } from '../../parts/plain-button.tsx';
import { useNotebook } from '../context.ts';
import { type SharedCell, setStoa } from '../document/cell-shape.ts';
import { usePart } from '../document/use-cells.ts';
import styles from './cell.module.css';

interface ResultNameProps {
  readonly cell: SharedCell;
  readonly name: string | undefined;
}

/** The name under which Python finds the result; a press edits it. */
export function ResultName({ cell, name }: ResultNameProps) {
  const { t } = useTranslation();
  const { session } = useNotebook();
  const locked = usePart(session.state, (state) => state.readOnly);
  const [typed, setTyped] = useState<string | null>(null);
  if (typed === null)
    return (
      <PlainButton
        className={styles.name}
        disabled={locked}
        data-unnamed={name === undefined || undefined}
        title={t('notebook.cell.nameWhy', { name: name ?? '_sql' })}
        onClick={() => setTyped(name ?? '')}
      >
        {name ?? t('notebook.cell.addName')}
      </PlainButton>
    );
  const fits = typed === '' || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(typed);
  const store = () => {
    if (fits && typed !== (name ?? '')) setStoa(cell, { name: typed === '' ? undefined : typed });
    setTyped(null);
  };
  return (
    <input
      className={styles.nameField}
      // biome-ignore lint/a11y/noAutofocus: it stands where the person pressed
      autoFocus
      aria-label={t('notebook.cell.name')}
      aria-invalid={!fits}
      title={fits ? undefined : t('notebook.cell.nameForm')}
      placeholder="_sql"
      value={typed}
      size={Math.max(6, typed.length + 1)}
      onChange={(event) => setTyped(event.currentTarget.value.trim())}
      onBlur={store}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') store();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
