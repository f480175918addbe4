import type { Complete, CompleteReply, Inspect, InspectReply } from '../../../protocol/document.ts';
import { content, isObject, type JsonObject } from '../../kernels/wire.ts';
import { limits } from '../../limits.ts';
import type { Runner } from '../runs/runner.ts';
import { pointsBefore, unitsBefore } from './cursor-units.ts';

/** What could stand at the cursor, as the kernel says. */
export async function complete(runner: Runner, asked: Complete): Promise<CompleteReply> {
  const { requestId, kernel, code, cursor } = asked;
  const reply = await ask(runner, kernel, 'complete_request', { code, cursor_pos: pointsBefore(code, cursor) });
  const matches = Array.isArray(reply.matches) ? reply.matches.map(String) : [];
  const types = completionTypes(reply, matches);
  return {
    type: 'complete-reply',
    requestId,
    matches,
    start: unitsBefore(code, Number(reply.cursor_start ?? 0)),
    end: unitsBefore(code, Number(reply.cursor_end ?? 0)),
    ...(types === null ? {} : { types }),
  };
}

/** Help on what stands at the cursor. */
export async function inspect(runner: Runner, asked: Inspect): Promise<InspectReply> {
  const { requestId, kernel, code, cursor, detail } = asked;
  const reply = await ask(runner, kernel, 'inspect_request', {
    code,
    cursor_pos: pointsBefore(code, cursor),
    detail_level: detail,
  });
  const data = Object.entries(isObject(reply.data) ? reply.data : {});
  return {
    type: 'inspect-reply',
    requestId,
    found: reply.found === true,
    data: Object.fromEntries(data.map(([mime, value]) => [mime, String(value)])),
  };
}

async function ask(runner: Runner, name: string, type: string, body: JsonObject): Promise<JsonObject> {
  const kernel = await runner.kernelFor(name);
  return content(await kernel.request('shell', type, body, AbortSignal.timeout(limits.kernelAnswerSeconds * 1000)));
}

function completionTypes(reply: JsonObject, matches: string[]): string[] | null {
  const known = isObject(reply.metadata) ? reply.metadata._jupyter_types_experimental : null;
  if (!Array.isArray(known)) return null;
  const byText = new Map(known.filter(isObject).map((entry) => [String(entry.text), String(entry.type ?? '')]));
  return matches.map((match) => byText.get(match) ?? '');
}
