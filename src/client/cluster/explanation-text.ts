import type { Explanation, Preemption, Waits } from '../../cluster/contract.ts';
import { amountText, durationText, sizeText } from '../../cluster/words.ts';

/** Why something waits, or what there is to say where it does not. */
export function waitsText(name: string, { state, notes, explanations, preemptions }: Waits, now: number): string {
  const lines = explanations.flatMap((one) => explanationLines(name, one, now));
  if (explanations.length === 0) lines.push(`${name} ${doing[state]}.`);
  for (const { text } of notes) lines.push(`  ${text}`);
  for (const one of preemptions) lines.push(...preemptionLines(one));
  return `${lines.join('\n')}\n`;
}

const doing: Readonly<Record<Waits['state'], string>> = {
  waits: 'waits',
  runs: 'waits for nothing: it runs',
  ended: 'has ended',
  'wants-nothing': 'waits for nothing: it asked for nothing',
};

function explanationLines(name: string, one: Explanation, now: number): string[] {
  const several = one.tasks > 1 ? `${one.tasks} of ` : '';
  return [
    `${name} has waited for ${durationText(now - one.since)}: ${several}${sizeText(one.need)}, class ${one.class}, role ${one.role}`,
    `  ${one.headline.text}`,
    ...one.checks.map(({ passed, said }) => `  ${passed ? '✓' : '✗'} ${said.text}`),
    ...one.holders
      .filter(({ roles }) => roles.length > 0)
      .flatMap(({ kind, roles }) => [
        `  Who holds most (${kind}): ${roles.map((each) => `${each.role ?? 'others'} ${amountText(kind, each.amount)}`).join(', ')}`,
      ]),
    `  ${one.start.text}${one.startAt === null ? '' : ` That is in about ${durationText(Math.max(0, one.startAt - now))}.`}`,
  ];
}

export function preemptionLines({ task, for: winner, rule, chosen, agent }: Preemption): string[] {
  return [
    `  ${task.name || 'a task'} on ${agent} had to make room for ${winner.name || 'a task'}.`,
    `    ${rule.text}`,
    `    ${chosen.text}`,
  ];
}
