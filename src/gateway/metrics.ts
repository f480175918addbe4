import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { processFigures } from '../platform/index.ts';
import type { OpenConnections } from './open-connections.ts';
import type { ReplicaCopy } from './replica/copy.ts';
import type { Served } from './served.ts';

/** The gateway's own figures. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'served' | 'status'>;
  readonly #seconds: Histogram<'served'>;

  constructor(open: OpenConnections, copy: ReplicaCopy) {
    const registers = [this.#registry];
    for (const { name, help, read } of processFigures()) gauge(`stoa_gateway_${name}`, help, read, registers);
    this.#requests = new Counter({
      name: 'stoa_gateway_requests_total',
      help: 'Requests answered, by what answered and by class of status',
      labelNames: ['served', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'stoa_gateway_request_seconds',
      help: 'From the arrival of a request to the end of its answer',
      labelNames: ['served'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    });
    gauge('stoa_gateway_open', 'Requests and websockets underway', () => open.size, registers);
    gauge('stoa_gateway_websockets', 'Websockets open', () => open.websockets, registers);
    gauge('stoa_gateway_credentials', 'Sessions and tokens in the copy', () => copy.sizes.credentials, registers);
    gauge('stoa_gateway_routes', 'Routes in the copy', () => copy.sizes.routes, registers);
  }

  answered(served: Served, status: number, ms: number): void {
    this.#requests.inc({ served, status: `${Math.floor(status / 100)}xx` });
    this.#seconds.observe({ served }, ms / 1000);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

function gauge(name: string, help: string, read: () => number, registers: Registry[]): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
