import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'ldapts';

export const suffix = 'dc=example,dc=org';
export const peopleBase = `ou=people,${suffix}`;
export const groupsBase = `ou=groups,${suffix}`;
const root = `cn=admin,${suffix}`;
const rootPassword = 'the root of it all';

export const dnOf = (uid: string) => `uid=${uid},${peopleBase}`;
export const groupDn = (cn: string) => `cn=${cn},${groupsBase}`;

export function person(
  uid: string,
  number: number,
  more: Record<string, string> = {},
): Record<string, string | string[]> {
  return {
    objectClass: ['inetOrgPerson', 'posixAccount'],
    ...{ uid, cn: `${uid} Test`, sn: uid, userPassword: `${uid} password`, homeDirectory: `/home/${uid}` },
    ...{ uidNumber: String(number), gidNumber: '100', ...more },
  };
}

export const posixGroup = (cn: string, gid: number, memberUid: readonly string[] = []) => ({
  ...{ objectClass: 'posixGroup', cn, gidNumber: String(gid) },
  ...(memberUid.length > 0 ? { memberUid: [...memberUid] } : {}),
});

/**
 * A slapd of its own, with StartTLS and LDAPS: people answer with all entries only when asked page by page, as servers
 * are usually set up (500 at a time). Ends with `await using`.
 */
export async function startSlapd(entries: Readonly<Record<string, Record<string, string | string[]>>>) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-slapd-'));
  mkdirSync(join(folder, 'db'));
  const certificate = join(folder, 'cert.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(folder, 'key.pem'), '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  const configuration = join(folder, 'slapd.conf');
  writeFileSync(
    configuration,
    `${['core', 'cosine', 'nis', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`).join('\n')}
pidfile ${folder}/slapd.pid
argsfile ${folder}/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${certificate}
TLSCertificateKeyFile ${folder}/key.pem
sizelimit size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited
database mdb
maxsize 1073741824
suffix "${suffix}"
rootdn "${root}"
rootpw "${rootPassword}"
directory ${folder}/db
dbnosync
index objectClass,uid,entryUUID,modifyTimestamp eq
access to attrs=userPassword by self write by anonymous auth by * none
access to * by users read by * none
`,
  );
  const ldif = join(folder, 'entries.ldif');
  const all = {
    [suffix]: { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' },
    [peopleBase]: { objectClass: 'organizationalUnit', ou: 'people' },
    [groupsBase]: { objectClass: 'organizationalUnit', ou: 'groups' },
    [`cn=stoa,${suffix}`]: {
      objectClass: ['organizationalRole', 'simpleSecurityObject'],
      cn: 'stoa',
      userPassword: 'reader',
    },
    ...entries,
  };
  writeFileSync(
    ldif,
    Object.entries(all)
      .map(([dn, one]) => asLdif(dn, one))
      .join('\n'),
  );
  execFileSync('slapadd', ['-q', '-f', configuration, '-l', ldif], { stdio: 'pipe' });

  const [port, tlsPort] = [await freePort(), await freePort()];
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawn(
      'slapd',
      ['-d', '0', '-f', configuration, '-h', `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`],
      {
        stdio: 'ignore',
      },
    );
    for (let tries = 0; tries < 200; tries++) {
      const client = new Client({ url: `ldap://127.0.0.1:${port}` });
      const answers = await client.bind(root, rootPassword).then(
        () => true,
        () => false,
      );
      await client.unbind().catch(() => undefined);
      if (answers) return;
      await sleep(25);
    }
    throw new Error('slapd does not answer');
  };
  const kill = async () => {
    const ended = server && server.exitCode === null && server.signalCode === null ? server : undefined;
    if (!ended) return;
    const gone = new Promise((resolve) => ended.once('exit', resolve));
    ended.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    ...{ port, kill, start, certificate: readFileSync(certificate, 'utf8') },
    url: `ldap://127.0.0.1:${port}`,
    tlsUrl: `ldaps://127.0.0.1:${tlsPort}`,
    /** Changes the directory as its owner. */
    async change(work: (client: Client) => Promise<unknown>) {
      const client = new Client({ url: `ldap://127.0.0.1:${port}` });
      await client.bind(root, rootPassword);
      try {
        await work(client);
      } finally {
        await client.unbind();
      }
    },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Slapd = Awaited<ReturnType<typeof startSlapd>>;

function asLdif(dn: string, entry: Record<string, string | string[]>): string {
  const line = (name: string, value: string) => `${name}:: ${Buffer.from(value).toString('base64')}`;
  const lines = Object.entries(entry).flatMap(([name, value]) => [value].flat().map((each) => line(name, each)));
  return `${[line('dn', dn), ...lines].join('\n')}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
