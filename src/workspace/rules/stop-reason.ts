import type { StopReason } from '../contract.ts';

export const stoppedByOwner: StopReason = { code: 'stopped-by-owner', parameters: {}, detail: 'You stopped it.' };

export const suspended: StopReason = { code: 'suspended', parameters: {}, detail: 'The account was suspended.' };

export const platformStopped: StopReason = {
  code: 'platform-stopped',
  parameters: {},
  detail: 'The platform was stopped.',
};

export function stoppedBy(account: string): StopReason {
  return { code: 'stopped-by-administrator', parameters: { account }, detail: `${account} stopped it.` };
}

/** @param group  whose task has its place now */
export function madeRoomFor(group: string): StopReason {
  return { code: 'preempted', parameters: { group }, detail: `It had to make room for ${group}, which goes first.` };
}

export function agentDrained(agent: string): StopReason {
  return { code: 'agent-drained', parameters: { agent }, detail: `${agent}, where it ran, was taken out of service.` };
}

export function leftGroup(group: string): StopReason {
  const detail = `You left the group ${group}: it was started again without that group's folder.`;
  return { code: 'left-group', parameters: { group }, detail };
}

export function idleFor(milliseconds: number): StopReason {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  return { code: 'idle', parameters: { minutes }, detail: `It was idle for ${minutes} min.` };
}
