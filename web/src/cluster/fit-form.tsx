import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './cluster.module.css';
import { fitQuery } from './cluster-queries.ts';

const shownAgents = 3;

/** For a size that somebody thinks of: how many tasks of it fit now, and where. */
export function FitForm() {
  const { t } = useTranslation();
  const [size, setSize] = useState({ cpus: '', memory: '' });
  const [asked] = useDebouncedValue(size, 250);
  const cpus = Number(asked.cpus.replace(',', '.'));
  const memory = Math.round(Number(asked.memory.replace(',', '.')) * 1024 ** 3);
  const good = cpus >= 0 && memory >= 0 && memory < 1e15 && cpus + memory > 0;
  const { data } = useQuery({ ...fitQuery(cpus, memory), enabled: good });
  const where = data?.agents.slice(0, shownAgents).map(({ agent, count }) => `${agent}: ${count}`) ?? [];
  const field = (kind: 'cpus' | 'memory', label: string) => (
    <TextInput
      aria-label={label}
      placeholder={label}
      inputMode="decimal"
      value={size[kind]}
      onChange={(event) => setSize({ ...size, [kind]: event.currentTarget.value })}
    />
  );
  return (
    <div className={styles.filters}>
      <span className="t2">{t('cluster.howManyFit')}</span>
      {field('cpus', t('cluster.fitCores'))}
      {field('memory', t('cluster.fitMemory'))}
      <span role="status" className={good && data?.count === 0 ? 'wait' : 't2'}>
        {good && data
          ? [
              t('cluster.fitNow', { count: data.count }),
              ...where,
              ...(data.agents.length > where.length ? ['…'] : []),
            ].join(t('cluster.and'))
          : ''}
      </span>
    </div>
  );
}
