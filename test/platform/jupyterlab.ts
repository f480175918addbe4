import { PageConfig } from '@jupyterlab/coreutils';
import { type Kernel, KernelMessage, ServerConnection } from '@jupyterlab/services';
import WebSocket from 'ws';

/** JupyterLab's own client, unmodified, as it is set up to reach a server. */

/**
 * @param base   address of the server with a slash at its end, such as `http://localhost:8080/user/ada/`
 * @param token  sent as JupyterLab sends one; absent: none is
 */
export function jupyterLabSettings(base: string, token?: string): ServerConnection.ISettings {
  PageConfig.setOption('terminalsAvailable', 'true');
  return ServerConnection.makeSettings({
    baseUrl: base,
    wsUrl: base.replace(/^http/, 'ws'),
    ...(token === undefined ? { appendToken: false } : { appendToken: true, token }),
    // biome-ignore lint/suspicious/noExplicitAny: the browser's WebSocket type, which ws follows
    WebSocket: WebSocket as any,
    fetch,
  });
}

/** Runs a cell: how it ended, and what it printed, answered or raised. */
export async function execute(
  kernel: Kernel.IKernelConnection,
  code: string,
): Promise<{ status: string; text: string }> {
  let text = '';
  const future = kernel.requestExecute({ code });
  future.onIOPub = (message) => {
    if (KernelMessage.isStreamMsg(message)) text += message.content.text;
    if (KernelMessage.isErrorMsg(message)) text += message.content.evalue;
    if (KernelMessage.isExecuteResultMsg(message) || KernelMessage.isDisplayDataMsg(message))
      text += message.content.data['text/plain'];
  };
  const { content } = await future.done;
  return { status: content.status, text };
}
