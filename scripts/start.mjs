// `npm start`: installs what is missing, builds, and starts the platform.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, compileCache, install, nodeBinary, root } from './prepare.mjs';

await install();
await build();
const platform = spawn(nodeBinary(), [join(root, 'dist', 'platform', 'main.js'), 'up', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
});
// A terminal sends Ctrl-C to the platform as well, which takes it once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => platform.kill(signal));
// npm does not always hand a signal on: when whoever started this is gone, the platform is stopped as by Ctrl-C.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) platform.kill('SIGTERM');
}, 500).unref();
platform.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
