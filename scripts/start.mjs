// `npm start`: installs what is missing, builds, and starts the platform.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, install, nodeBinary, root } from './prepare.mjs';

install();
build();
const platform = spawn(nodeBinary(), [join(root, 'src', 'main.ts'), 'up', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to the platform as well; this process only waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => platform.kill(signal));
platform.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
