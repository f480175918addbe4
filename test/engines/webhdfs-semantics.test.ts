import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPerson, signInAdmin } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { HdfsCluster } from './hdfs/cluster.ts';

/** The same calls to a NameNode and to the platform with its own storage: the same statuses, exceptions and answers. */
let hdfs: HdfsCluster;
let platform: Platform;
let authorization: string;

beforeAll(async () => {
  hdfs = await HdfsCluster.start('alice=alice,tenants;');
  await hdfs.ask('/user', 'MKDIRS', { permission: '755' }, 'PUT');
  await hdfs.ask('/user/alice', 'MKDIRS', { permission: '700' }, 'PUT');
  await hdfs.ask('/user/alice', 'SETOWNER', { owner: 'alice', group: 'alice' }, 'PUT');
  platform = await startPlatform({ settings: { python: 'off' } });
  const alice = await newPerson(await signInAdmin(platform), 'alice');
  authorization = `Bearer ${(await alice.post('/api/tokens', { name: 'hdfs' })).body.token}`;
});
afterAll(async () => {
  await platform?.stop();
  await hdfs?.stop();
});

interface Said {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** A DataNode says "continue" unasked, which `fetch` takes for a broken answer. */
function send(method: string, address: string, headers: Record<string, string>, body = ''): Promise<Said> {
  return new Promise((resolve, reject) => {
    const asked = request(address, { method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, text }));
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

async function follow(base: string, call: Call, more: string, headers: Record<string, string>): Promise<Said> {
  const [method, path, query, body] = call;
  const first = await send(method, `${base}/webhdfs/v1/user/alice${path}?op=${query}${more}`, headers);
  return first.location === undefined ? first : await send(method, first.location, headers, body);
}

/** What a client goes by: the status, the class of a refusal, and the answer without what must differ. */
function shape({ status, text }: Said): unknown {
  if (!text.startsWith('{')) return { status, text };
  const { RemoteException, ...answer } = JSON.parse(text);
  if (RemoteException) return { status, exception: RemoteException.exception, java: RemoteException.javaClassName };
  return { status, answer: without(answer) };
}

const differing = new Set(['accessTime', 'modificationTime', 'fileId', 'permission', 'childrenNum', 'storagePolicy']);

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !differing.has(name))
      .map(([name, inner]) => [name, without(inner)]),
  );
}

type Call = readonly [method: string, path: string, query: string, body?: string];

const calls: readonly Call[] = [
  ['PUT', '/w/d', 'MKDIRS'],
  ['PUT', '/w/one', 'CREATE', 'hello'],
  ['PUT', '/w/two', 'CREATE', 'x'.repeat(10_000)],
  ['PUT', '/w/empty', 'CREATE', ''],
  ['PUT', '/w/one', 'CREATE', 'again'],
  ['PUT', '/w/d', 'CREATE&overwrite=true', 'again'],
  ['PUT', '/w/one/x', 'CREATE', 'below a file'],
  ['PUT', '/no/x', 'CREATE&createparent=false', 'x'],
  ['PUT', '/w/a:b', 'MKDIRS'],
  ['PUT', '/w//x', 'MKDIRS'],
  ['PUT', '/w/one', 'MKDIRS'],
  ['PUT', '/w/one/x', 'MKDIRS'],
  ['PUT', '/w/d', 'MKDIRS'],
  ['PUT', '/w/x', 'MKDIRS&permission=rwx'],
  ['GET', '/w', 'LISTSTATUS'],
  ['GET', '/w/one', 'LISTSTATUS'],
  ['GET', '/w/none', 'LISTSTATUS'],
  ['GET', '/w', 'LISTSTATUS_BATCH'],
  ['GET', '/w', 'LISTSTATUS_BATCH&startAfter=empty'],
  ['GET', '/w', 'GETFILESTATUS'],
  ['GET', '/w/none', 'GETFILESTATUS'],
  ['GET', '/w/one/x', 'GETFILESTATUS'],
  ['GET', '/w', 'GETCONTENTSUMMARY'],
  ['GET', '/w/one', 'GETCONTENTSUMMARY'],
  ['GET', '/w', 'GETQUOTAUSAGE'],
  ['GET', '/w/one', 'GETFILECHECKSUM'],
  ['GET', '/w/two', 'GETFILECHECKSUM'],
  ['GET', '/w/empty', 'GETFILECHECKSUM'],
  ['GET', '/w/d', 'GETFILECHECKSUM'],
  ['GET', '/w', 'GETHOMEDIRECTORY'],
  ['GET', '/w', 'GETTRASHROOT'],
  ['GET', '/w/d', 'CHECKACCESS&fsaction=rwx'],
  ['GET', '/w/one', 'CHECKACCESS&fsaction=r-x'],
  ['GET', '/w/one', 'CHECKACCESS&fsaction=zz'],
  ['GET', '/w/none', 'CHECKACCESS&fsaction=r--'],
  ['GET', '/w/one', 'OPEN'],
  ['GET', '/w/one', 'OPEN&offset=1&length=2'],
  ['GET', '/w/one', 'OPEN&offset=5'],
  ['GET', '/w/one', 'OPEN&offset=-1'],
  ['GET', '/w/empty', 'OPEN'],
  ['GET', '/w/none', 'OPEN'],
  ['GET', '/w/d', 'OPEN'],
  ['POST', '/w/one', 'APPEND', ' world'],
  ['POST', '/w/none', 'APPEND', 'x'],
  ['POST', '/w/d', 'APPEND', 'x'],
  ['GET', '/w/one', 'OPEN'],
  ['POST', '/w/two', 'TRUNCATE&newlength=20000'],
  ['POST', '/w/none', 'TRUNCATE&newlength=1'],
  ['POST', '/w/two', 'CONCAT&sources=/user/alice/w/one'],
  ['POST', '/w/two', 'CONCAT&sources=/user/alice/w/two'],
  ['POST', '/w/two', 'CONCAT&sources=/user/alice/w/d'],
  ['POST', '/w/two', 'CONCAT&sources=/user/alice/w/none'],
  ['GET', '/w/two', 'OPEN&offset=9998'],
  ['PUT', '/w/two', 'SETPERMISSION&permission=640'],
  ['PUT', '/w/two', 'SETPERMISSION&permission=abc'],
  ['PUT', '/w/none', 'SETPERMISSION&permission=640'],
  ['PUT', '/w/two', 'SETTIMES&modificationtime=1000&accesstime=2000'],
  ['PUT', '/w/two', 'SETREPLICATION&replication=1'],
  ['PUT', '/w/d', 'SETREPLICATION&replication=1'],
  ['PUT', '/w/none', 'SETREPLICATION&replication=1'],
  ['PUT', '/w/two', 'SETOWNER&owner=bob'],
  ['PUT', '/w/two', 'SETOWNER&group=nogroup'],
  ['PUT', '/w/two', 'SETOWNER'],
  ['PUT', '/w/none', 'RENAME&destination=/user/alice/w/d'],
  ['PUT', '/w/two', 'RENAME&destination=/user/alice/w/two'],
  ['PUT', '/w/d', 'RENAME&destination=/user/alice/w/d'],
  ['PUT', '/w/d', 'RENAME&destination=/user/alice/w/d/e'],
  ['PUT', '/w/two', 'RENAME&destination=/user/alice/w/empty'],
  ['PUT', '/w/two', 'RENAME&destination=/user/alice/no/x'],
  ['PUT', '/w/two', 'RENAME&destination=relative'],
  ['PUT', '/w/two', 'RENAME'],
  ['PUT', '/w/two', 'RENAME&destination=/user/alice/w/empty&renameoptions=NONE'],
  ['PUT', '/w/two', 'RENAME&destination=/user/alice/w/d&renameoptions=OVERWRITE'],
  ['PUT', '/w/two', 'RENAME&destination=/user/alice/no/x&renameoptions=OVERWRITE'],
  ['PUT', '/w/d', 'RENAME&destination=/user/alice/w/d/e&renameoptions=OVERWRITE'],
  ['PUT', '/w/none', 'RENAME&destination=/user/alice/w/x&renameoptions=NONE'],
  ['PUT', '/w/two', 'RENAME&destination=/user/alice/w/empty&renameoptions=OVERWRITE'],
  ['PUT', '/w/empty', 'RENAME&destination=/user/alice/w/d'],
  ['GET', '/w/d', 'LISTSTATUS'],
  ['DELETE', '/w/d', 'DELETE'],
  ['DELETE', '/w/d', 'DELETE&recursive=true'],
  ['DELETE', '/w/d', 'DELETE&recursive=true'],
  ['GET', '/w', 'FOO'],
  ['GET', '/w', 'MKDIRS'],
  ['PUT', '/w', ''],
  ['PUT', '/w/l', 'CREATESYMLINK&destination=/x'],
  ['GET', '/w', 'LISTSTATUS&doas=bob'],
];

test('each call is answered as a NameNode answers it', async () => {
  const answers: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const [index, call] of calls.entries()) {
    const name = `${index} ${call.slice(0, 3).join(' ')}`;
    expected[name] = shape(await follow(hdfs.url, call, '&user.name=alice', {}));
    answers[name] = shape(await follow(platform.url, call, '', { authorization }));
  }
  expect(answers).toEqual(expected);
  expect(Object.values(answers)).toContainEqual({ status: 200, text: 'hello world' });
  expect(Object.values(answers)).toContainEqual({ status: 200, answer: { boolean: false } });
});
