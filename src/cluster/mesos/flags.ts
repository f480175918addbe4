import { heartbeatSeconds } from './http/event-stream.ts';
import type { MesosParts } from './parts.ts';

/** What tools read of a master's settings, where there is something to say. */
export function flags({ master }: MesosParts): ReadonlyMap<string, string> {
  return new Map([
    ['port', String(master.port)],
    ['hostname', master.hostname ?? ''],
    ['authenticate_http_frameworks', 'true'],
    ['authenticate_http_readonly', 'true'],
    ['authenticate_http_readwrite', 'true'],
    ['http_framework_authenticators', 'basic'],
    ['heartbeat_interval', `${heartbeatSeconds}secs`],
    ['agent_ping_timeout', '15secs'],
    ['max_agent_ping_timeouts', '5'],
    ['agent_reregister_timeout', '10mins'],
  ]);
}
