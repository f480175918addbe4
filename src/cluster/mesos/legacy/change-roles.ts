import { readJson } from '../codec/read-json.ts';
import type { Asked, Reply } from '../http/asked.ts';
import { Refusal } from '../http/refusal.ts';
import { QuotaRequest, WeightInfo } from '../messages/machines.ts';
import { removeQuota, setQuota, setRoles, weights } from '../operator/change.ts';
import type { MesosParts } from '../parts.ts';

const done: Reply = { status: 200, headers: {}, body: '' };

/** PUT /weights with a list; POST /quota with a request, DELETE /quota/ROLE. */
export async function changeRoles(parts: MesosParts, asked: Asked, path: '/weights' | '/quota'): Promise<Reply> {
  if (path === '/weights' && asked.method === 'PUT') {
    const infos = parse(asked.body);
    if (!Array.isArray(infos)) throw new Refusal(400, 'Failed to parse update weights request: expecting a list');
    await setRoles(parts, asked, weights(infos.map((each) => read(() => readJson(WeightInfo, each)))));
    return done;
  }
  if (path === '/quota' && asked.method === 'POST') {
    const { role, guarantee } = read(() => readJson(QuotaRequest, parse(asked.body)));
    await setQuota(parts, asked, role ?? '', guarantee);
    return done;
  }
  if (path === '/quota' && asked.method === 'DELETE') {
    const role = decodeURIComponent(asked.path.replace(/^(?:\/master)?\/quota\/?/, ''));
    await removeQuota(parts, asked, role);
    return done;
  }
  const allow = path === '/weights' ? 'GET, PUT' : 'GET, POST, DELETE';
  throw new Refusal(405, `Expecting one of { ${allow} }, but received '${asked.method}'`, { allow });
}

function parse(body: Buffer): unknown {
  return read(() => JSON.parse(body.toString()));
}

function read<T>(how: () => T): T {
  try {
    return how();
  } catch (error) {
    throw new Refusal(400, `Failed to parse body into JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
