export { type BodyDrawing, type BodyReader, drawBody } from './draw-body.ts';
export { endPatiently } from './end-patiently.ts';
export { readInto } from './read-into.ts';
export { writeTogether } from './write-together.ts';
