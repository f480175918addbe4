/** The agent as a process by itself, for tests that kill it: options as JSON in the first argument. */
import { startAgent } from '../agent.ts';
import type { AgentOptions } from '../options.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as AgentOptions;
const say = (_fields: object, message: string) => console.error(message);
const running = await startAgent(options, { debug: () => {}, info: say, warn: say, error: say });
process.once('SIGINT', () => void running.close('stop').then(() => process.exit(0)));
process.once('SIGTERM', () => void running.close('leave').then(() => process.exit(0)));
console.log('ready');
