import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { listenForExecutor } from './listen-for-executor.ts';

/**
 * Runs a framework's executor, the command behind it, and is to it what a Mesos agent is: an address on the sandbox's own
 * loopback where the executor API is answered. It ends as the executor does, with its code.
 */
const { MESOS_EXECUTOR_AUTHENTICATION_TOKEN: token = '', STOA_GATEWAY_SOCKET: gateway = '' } = process.env;
const [program = '', ...args] = process.argv.slice(2);
const port = await listenForExecutor(gateway, token);
const folder = process.cwd();
const executor = spawn(program, args, {
  stdio: 'inherit',
  // Executors that end themselves end their group.
  detached: true,
  env: {
    ...process.env,
    MESOS_AGENT_ENDPOINT: `127.0.0.1:${port}`,
    MESOS_SLAVE_PID: `slave(1)@127.0.0.1:${port}`,
    MESOS_DIRECTORY: folder,
    MESOS_SANDBOX: folder,
  },
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => executor.kill(signal));
executor.once('error', (cause) => {
  process.stderr.write(`${cause.message}\n`);
  process.exit(127);
});
executor.once('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
