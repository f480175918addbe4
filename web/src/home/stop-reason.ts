/** Why a workspace stopped, as its record tells it; `other` is a sentence that is shown as it came. */
export type StopReason =
  | { kind: 'you' }
  | { kind: 'somebody'; who: string }
  | { kind: 'idle'; minutes: number }
  | { kind: 'other'; sentence: string };

/** Reads the record's English sentence, so that it can be said in the language of the page. */
export function readStopReason(sentence: string): StopReason {
  if (sentence === 'You stopped it.') return { kind: 'you' };
  const idle = /^It was idle for (\d+) minutes\.$/.exec(sentence);
  if (idle) return { kind: 'idle', minutes: Number(idle[1]) };
  const by = /^(\S+) stopped it\.$/.exec(sentence);
  return by?.[1] ? { kind: 'somebody', who: by[1] } : { kind: 'other', sentence };
}
