import type { LaunchPhase } from '../../../src/workspace/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Colonnade, type Phase } from '../parts/colonnade.tsx';
import { formatDuration } from '../parts/format-time.ts';

const states = { waiting: 'todo', active: 'running', done: 'done', failed: 'failed' } as const;

/** A launch as a colonnade: which phase it is in, and how long each took. */
export function LaunchPhases({ phases }: { phases: readonly LaunchPhase[] }) {
  const { t, language } = useTranslation();
  const next = phases.findIndex((phase) => phase.state === 'waiting');
  const shown = phases.map((phase, index): Phase => {
    const took = formatDuration(phase.milliseconds, language);
    return {
      id: phase.name,
      name: t(`home.phase.${phase.name}`),
      state: states[phase.state],
      measure: phase.state === 'waiting' ? (index === next ? t('home.next') : '') : took,
    };
  });
  return <Colonnade phases={shown} />;
}
