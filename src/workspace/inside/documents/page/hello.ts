import type { Hello, KernelSpec } from '../../../protocol/document.ts';
import type { Document } from '../document/document.ts';

export interface PageOptions {
  account: string;
  /** History that the page holds; empty when none. */
  history: string;
  kernelspecs: KernelSpec[];
}

/** The first word to a page: all that it needs to know beside the document itself. */
export function hello(document: Document, { account, history, kernelspecs }: PageOptions): Hello {
  const reason = document.readOnlyReason;
  return {
    type: 'hello',
    historyId: document.historyId,
    rejoin: history !== '' && history !== document.historyId,
    path: document.path,
    account,
    readOnly: reason !== null,
    ...(reason === null ? {} : { readOnlyReason: reason }),
    holder: document.holder,
    mayTakeOver: document.holder !== null,
    cells: document.runner.states,
    kernels: document.kernelStates(),
    kernelspecs,
    inputs: document.runner.inputs,
    writtenAt: document.writtenAt,
  };
}
