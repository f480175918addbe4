import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Control's own figures in Prometheus's text form; the gateway adds them to its own. */
export class ControlMetrics {
  readonly #registry = new Registry();

  /** @param workspaces  how many workspaces are in each state, counted when asked */
  constructor(workspaces: () => Readonly<Record<string, number>>) {
    collectDefaultMetrics({ register: this.#registry, prefix: 'stoa_control_' });
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
