import { InvalidArgumentError } from 'commander';
import type { CheckedBy, FetchedFile, HealthCheck, TaskCheck } from '../../cluster/contract.ts';
import { duration } from './amounts.ts';

/** `http:8080/health`, `https:8443/`, `tcp:5432`; anything else is a line for a shell. */
export function checkedBy(text: string): CheckedBy {
  const [, kind = '', number = '', path = ''] = /^(https?|tcp):(\d{1,5})(\/\S*)?$/.exec(text.trim()) ?? [];
  if (kind === '') return { kind: 'command', command: ['/bin/sh', '-c', text] };
  const port = Number(number);
  if (port < 1 || port > 65_535) throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  if (kind === 'tcp') return { kind, port };
  return { kind: 'http', port, path: path || '/', scheme: kind === 'https' ? 'https' : 'http' };
}

export type CheckTimes = Omit<HealthCheck, 'how'>;

const presets: CheckTimes = {
  ...{ delaySeconds: 0, intervalSeconds: 10, timeoutSeconds: 20 },
  ...{ graceSeconds: 10, failures: 3 },
};
const named: Readonly<Record<string, keyof CheckTimes>> = {
  ...{ delay: 'delaySeconds', interval: 'intervalSeconds', timeout: 'timeoutSeconds' },
  ...{ grace: 'graceSeconds', failures: 'failures' },
};

/** `interval=5s,timeout=2s,delay=1s,grace=30s,failures=3` */
export function checkTimes(text: string): CheckTimes {
  const times = { ...presets };
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim());
    const key = named[name];
    if (key === undefined)
      throw new InvalidArgumentError('It takes interval=5s, timeout=2s, delay=1s, grace=30s and failures=3.');
    times[key] = key === 'failures' ? Number(value) : value === '0' ? 0 : duration(value) / 1000;
  }
  return times;
}

export function healthCheck(how: CheckedBy, times: CheckTimes = presets): HealthCheck {
  return { how, ...times };
}

export function taskCheck(how: CheckedBy, times: CheckTimes = presets): TaskCheck {
  const { delaySeconds, intervalSeconds, timeoutSeconds } = times;
  return { how, delaySeconds, intervalSeconds, timeoutSeconds };
}

/** `URI [extract] [executable] [cache] [sha256=HEX] [as=NAME]`; may be repeated. */
export function fetched(text: string, before: readonly FetchedFile[] = []): FetchedFile[] {
  const words = text.trim().split(' ');
  const file: FetchedFile = { uri: '', extract: false, executable: false, cache: false };
  for (let word = words.at(-1); word !== undefined && words.length > 1; word = words.at(-1)) {
    const [, name = '', value = ''] = /^(extract|executable|cache|sha256|as)(?:=(.+))?$/.exec(word) ?? [];
    if (name === 'extract' || name === 'executable' || name === 'cache') file[name] = true;
    else if (name === 'sha256') file.sha256 = value;
    else if (name === 'as') file.output = value;
    else break;
    words.pop();
  }
  if (words.join('') === '') throw new InvalidArgumentError('It takes an address, or a path in the home.');
  return [...before, { ...file, uri: words.join(' ') }];
}
