import type { ClientMessage, RunAll, ServerMessage } from '../../../protocol/document.ts';
import type { Document } from '../document/document.ts';
import { makeCellId } from '../file/notebook-file.ts';
import { fromJson } from '../rules/notebook.ts';
import { complete, inspect } from './ask-kernel.ts';

/** Does what a page asks; the answer, where there is one, is for that page alone. */
export async function obey(document: Document, message: ClientMessage): Promise<ServerMessage | null> {
  const { runner } = document;
  switch (message.type) {
    case 'run':
      runner.run(message.cells, message.stopOnError ?? true);
      return null;
    case 'run-all':
      return runAll(document, message);
    case 'cancel':
      if (message.running === true) await runner.stop(message.cells ?? []);
      else runner.cancel(message.cells ?? null);
      return null;
    case 'interrupt':
      await runner.interrupt(message.kernel ?? null);
      return null;
    case 'restart':
      if (message.clearOutputs === true) runner.clearOutputs();
      await runner.restart(message.kernel ?? null);
      if (message.runAll === true) runner.runAll({ stopOnError: true });
      return null;
    case 'shutdown':
      await runner.shutdown(message.kernel ?? null);
      return null;
    case 'input':
      runner.answerInput(message.inputId, message.value);
      return null;
    case 'complete':
      return complete(runner, message);
    case 'inspect':
      return inspect(runner, message);
    case 'save':
      await document.write();
      return { type: 'written', at: new Date().toISOString(), requestId: message.requestId };
    case 'rejoin':
      return document.rejoin(fromJson(message.base, makeCellId).notebook, fromJson(message.mine, makeCellId).notebook);
    case 'take-over':
      await document.takeOver();
      return null;
    default:
      return message satisfies never;
  }
}

function runAll({ runner }: Document, message: RunAll): ServerMessage | null {
  const { unlessBusy, requestId = '', stopOnError = true, ...range } = message;
  if (unlessBusy === true) return { type: 'queued', requestId, ...runner.runAllUnlessBusy({ ...range, stopOnError }) };
  runner.runAll({ ...range, stopOnError });
  return null;
}
