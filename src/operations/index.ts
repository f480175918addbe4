export { type OperationsOptions, operationsRoom } from './operations-room.ts';
