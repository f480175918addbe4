import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import styles from './outputs.module.css';

/** JSON that opens and closes; the first two levels are open. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <div className={styles.json}>
      <Branch name={null} value={value} depth={0} />
    </div>
  );
}

const stepShown = 200;

interface BranchProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly depth: number;
}

function Branch({ name, value, depth }: BranchProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(depth < 2);
  const [shown, setShown] = useState(stepShown);
  const label = name !== null && <span className="tok-key">{name}: </span>;
  if (typeof value !== 'object' || value === null)
    return (
      <div className={styles.leaf}>
        {label}
        <span className={typeof value === 'string' ? 'tok-str' : 'tok-num'}>{JSON.stringify(value)}</span>
      </div>
    );
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton className={styles.branch} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Chevron size={14} stroke={1.75} />
        {label}
        <span className="t3">{size}</span>
      </UnstyledButton>
      {open && (
        <div className={styles.twigs}>
          {entries.slice(0, shown).map(([key, item]) => (
            <Branch key={key} name={key} value={item} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <UnstyledButton className={styles.fold} onClick={() => setShown(shown + stepShown * 5)}>
              {t('notebook.output.moreItems', { count: entries.length - shown })}
            </UnstyledButton>
          )}
        </div>
      )}
    </div>
  );
}
