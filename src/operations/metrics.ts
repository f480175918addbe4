import { Gauge, Registry } from 'prom-client';
import { processFigures } from '../platform/index.ts';

/** Control's own figures in Prometheus's text form; the gateway adds them to its own. */
export class ControlMetrics {
  readonly #registry = new Registry();

  /** @param workspaces  how many workspaces are in each state, counted when asked */
  constructor(workspaces: () => Readonly<Record<string, number>>) {
    for (const { name, help, read } of processFigures())
      new Gauge({
        name: `stoa_control_${name}`,
        help,
        registers: [this.#registry],
        collect() {
          this.set(read());
        },
      });
    new Gauge({
      name: 'stoa_workspaces',
      help: 'Workspaces by state',
      labelNames: ['state'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [state, count] of Object.entries(workspaces())) this.set({ state }, count);
      },
    });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
