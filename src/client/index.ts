export { addClientCommands } from './commands.ts';
export { Refused } from './connection.ts';
