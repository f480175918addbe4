import type { Probe } from '../task.ts';

/** Bash has sockets of its own: a check costs 3 MB for a moment, where Node would take 45. */
const overTcp = 'exec 3<>"/dev/tcp/127.0.0.1/$1"';
const overHttp = `${overTcp} || exit 1
printf 'GET %s HTTP/1.1\\r\\nHost: 127.0.0.1:%s\\r\\nUser-Agent: stoa-check\\r\\nAccept: */*\\r\\nConnection: close\\r\\n\\r\\n' "$2" "$1" >&3
read -r _ status _ <&3
case $status in [1-5][0-9][0-9]) echo "$status" ;; *) exit 1 ;; esac`;
const overHttps = `const { get } = require('node:https');
const [port, path] = process.argv.slice(1);
get({ host: '127.0.0.1', port, path, rejectUnauthorized: false }, (response) => {
  console.log(response.statusCode);
  process.exit();
}).on('error', () => process.exit(1));`;

/** What runs inside the sandbox for a check. Of HTTP it says the status, and fails only where there is none. */
export function checkCommand(how: Probe, node: string): string[] {
  if (how.kind === 'command') return how.argv;
  if (how.kind === 'tcp') return ['bash', '-c', overTcp, 'check', String(how.port)];
  if (how.scheme === 'https') return [node, '-e', overHttps, String(how.port), how.path];
  return ['bash', '-c', overHttp, 'check', String(how.port), how.path];
}
