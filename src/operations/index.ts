export { doctorLines } from './doctor-lines.ts';
export { ControlMetrics } from './metrics.ts';
export { type OperationsOptions, operationsRoom } from './operations-room.ts';
export type { StartedProcess } from './process-figures.ts';
