import { lookup } from 'node:dns/promises';
import { statfs } from 'node:fs/promises';
import { type DoctorLine, doctor, type ProbeReport } from '../sandbox/index.ts';

export interface DoctorQuestions {
  /** Undefined: the agent does not answer. */
  readonly probe: ProbeReport | undefined;
  readonly python: {
    readonly state: 'ready' | 'preparing' | 'missing';
    readonly detail: string;
    /** Nobody wants it, so nothing is amiss. */
    readonly off?: boolean;
  };
  readonly contentHostSuffix: string | null;
  readonly data: string;
}

const leastFreeBytes = 2 * 2 ** 30;

/** Everything that the doctor looks at: confinement, Python, tenants' hosts, space. */
export async function doctorLines(questions: DoctorQuestions): Promise<DoctorLine[]> {
  const { probe, python, contentHostSuffix, data } = questions;
  const sandbox = probe ? doctor(probe) : [agentAway];
  return [...sandbox, pythonLine(python), await contentHostLine(contentHostSuffix), await spaceLine(data)];
}

const agentAway: DoctorLine = {
  name: 'Agent',
  ok: false,
  detail: 'The agent does not answer, so nothing is known of this host.',
  fix: 'Look at agent.log in the folder logs of the data folder.',
};

function pythonLine({ state, detail, off = false }: DoctorQuestions['python']): DoctorLine {
  if (off) return { name: 'Python', ok: true, detail, fix: '' };
  const fix = { ready: '', preparing: 'Wait until it is installed.', missing: 'SQL works without it.' }[state];
  return { name: 'Python', ok: state === 'ready', detail, fix };
}

/** Browsers resolve `*.localhost` by themselves; any other suffix needs a wildcard record. */
async function contentHostLine(suffix: string | null): Promise<DoctorLine> {
  const name = "Tenants' hosts";
  if (suffix === null)
    return {
      name,
      ok: false,
      detail: 'There is no host for notebook output: HTML in notebooks is shown without scripts.',
      fix: 'Give the platform a name with public-url, or set content-host.',
    };
  if (suffix === 'localhost') return { name, ok: true, detail: 'Browsers resolve *.localhost by themselves.', fix: '' };
  const tried = `stoa-doctor.${suffix}`;
  const found = await lookup(tried).catch(() => undefined);
  if (found) return { name, ok: true, detail: `*.${suffix} resolves (${tried}: ${found.address}).`, fix: '' };
  return {
    name,
    ok: false,
    detail: `${tried} does not resolve.`,
    fix: `Add a wildcard DNS record for *.${suffix} that points here.`,
  };
}

async function spaceLine(data: string): Promise<DoctorLine> {
  const { bavail, bsize, ffree } = await statfs(data);
  const free = bavail * bsize;
  const ok = free >= leastFreeBytes && ffree > 10_000;
  const detail = `${(free / 2 ** 30).toFixed(1)} GiB and ${ffree} files are free for ${data}.`;
  return { name: 'Disk', ok, detail, fix: ok ? '' : 'Make room, or move the data folder to a larger disk.' };
}
