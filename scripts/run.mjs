// Runs a TypeScript file with the platform's Node after installing and building: `node scripts/run.mjs FILE [ARGS]`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, install, nodeBinary, root } from './prepare.mjs';

const [file, ...args] = process.argv.slice(2);
await install();
if (file !== 'scripts/build.ts') await build();
const child = spawn(nodeBinary(), [join(root, file), ...args], { stdio: 'inherit', cwd: root });
process.on('SIGINT', () => {});
child.on('exit', (code) => process.exit(code ?? 1));
