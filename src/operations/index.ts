export { doctorLines } from './doctor-lines.ts';
export { ControlMetrics } from './metrics.ts';
export { operationsRoom } from './operations-room.ts';
export type { OperationsOptions } from './options.ts';
export type { StartedProcess } from './process-figures.ts';
