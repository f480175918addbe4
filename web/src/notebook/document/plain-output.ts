import * as Y from 'yjs';

/** An output as in nbformat 4.5, from its shared form or, in documents made elsewhere, from plain JSON. */
export function plainOutput(output: object): unknown {
  return output instanceof Y.AbstractType ? output.toJSON() : output;
}
