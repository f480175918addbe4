import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actingForOthers, dataNodeAt, groupsFrom, type Properties, quick } from './configuration.ts';
import { freePorts } from './free-ports.ts';
import { configure, Java } from './java.ts';
import { until } from './until.ts';

const nodes = 'org.apache.hadoop.hdfs.server';
const controller = 'org.apache.hadoop.hdfs.tools.DFSZKFailoverController';
type NameNode = 'nn1' | 'nn2';
const both: readonly NameNode[] = ['nn1', 'nn2'];

/** Two NameNodes with a JournalNode, ZooKeeper and the controllers that hand over; one DataNode. */
export class HdfsPair {
  readonly #folder: string;
  readonly #groups: string;
  readonly #ports: readonly number[];
  readonly #running = new Map<string, Java>();

  private constructor(folder: string, groups: string, ports: readonly number[]) {
    this.#folder = folder;
    this.#groups = groups;
    this.#ports = ports;
  }

  /** @param groups  as Hadoop writes them: `alice=alice,tenants;` */
  static async start(groups: string): Promise<HdfsPair> {
    const folder = await mkdtemp(join(tmpdir(), 'stoa-test-hdfs-pair-'));
    const pair = new HdfsPair(folder, groups, await freePorts(14));
    await pair.#startAll();
    return pair;
  }

  /** `host:port` of each one's HTTP server. */
  get nameNodes(): readonly string[] {
    return both.map((name) => this.#http(name));
  }

  async active(): Promise<NameNode | undefined> {
    for (const name of both) if ((await this.#state(name)) === 'active') return name;
    return undefined;
  }

  part(name: string): Java {
    const java = this.#running.get(name);
    if (!java) throw new Error(`no ${name} was started`);
    return java;
  }

  startNameNode(name: NameNode): Promise<void> {
    return this.#start(name, name, 256, `${nodes}.namenode.NameNode`);
  }

  /** Asks whichever is active, as the superuser. */
  async ask(path: string, op: string): Promise<Response> {
    const name = await this.active();
    if (!name) throw new Error('no NameNode is active');
    return fetch(`http://${this.#http(name)}/webhdfs/v1${path}?op=${op}&user.name=hdfs`);
  }

  async stop(): Promise<void> {
    for (const java of this.#running.values()) await java.stop('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #startAll(): Promise<void> {
    for (const part of ['jn', 'nn1', 'nn2', 'dn', 'zk'])
      await configure(join(this.#folder, part), this.#core(part), this.#hdfs(part));
    const keeper = join(this.#folder, 'zk', 'zoo.cfg');
    await writeFile(keeper, this.#keeperSettings());
    await this.#start('zk', 'zk', 96, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', [keeper]);
    await this.#start('jn', 'jn', 96, 'org.apache.hadoop.hdfs.qjournal.server.JournalNode');
    await until(() => this.#listens(this.#port(1)));
    await until(() => this.#listens(this.#port(0)));
    const once = ['-force', '-nonInteractive'];
    await this.#once('nn1', `${nodes}.namenode.NameNode`, ['-format', ...once]);
    await this.#once('nn1', controller, ['-formatZK', ...once]);
    await this.startNameNode('nn1');
    await until(async () => (await this.#state('nn1')) !== undefined);
    await this.#once('nn2', `${nodes}.namenode.NameNode`, ['-bootstrapStandby', ...once]);
    await this.startNameNode('nn2');
    await this.#start('dn', 'dn', 128, `${nodes}.datanode.DataNode`);
    for (const name of both) await this.#start(`controller of ${name}`, name, 64, controller);
    await until(async () => (await this.active()) !== undefined && (await this.#hasDataNode()));
  }

  async #start(name: string, folder: string, heapMebibytes: number, main: string, args: readonly string[] = []) {
    const java = await Java.start({ folder: join(this.#folder, folder), heapMebibytes, main, args });
    this.#running.set(name, java);
  }

  async #once(folder: string, main: string, args: readonly string[]): Promise<void> {
    const java = await Java.start({ folder: join(this.#folder, folder), heapMebibytes: 128, main, args });
    await java.succeed();
  }

  #port(index: number): number {
    return this.#ports[index] ?? 0;
  }

  #http(name: NameNode): string {
    return `127.0.0.1:${this.#port(name === 'nn1' ? 3 : 4)}`;
  }

  async #state(name: NameNode): Promise<string | undefined> {
    const jmx = `http://${this.#http(name)}/jmx?qry=Hadoop:service=NameNode,name=NameNodeStatus`;
    const text = await fetch(jmx, { signal: AbortSignal.timeout(5000) }).then(
      (answer) => answer.text(),
      () => '',
    );
    return /"State" : "(\w+)"/.exec(text)?.[1];
  }

  async #hasDataNode(): Promise<boolean> {
    const name = await this.active();
    if (!name) return false;
    const bean = async (of: string) =>
      (await fetch(`http://${this.#http(name)}/jmx?qry=Hadoop:service=NameNode,name=${of}`)).text();
    return (
      (await bean('FSNamesystemState')).includes('"NumLiveDataNodes" : 1') &&
      (await bean('NameNodeInfo')).includes('"Safemode" : ""')
    );
  }

  #listens(port: number): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(socket.destroy() !== undefined));
      socket.once('error', () => resolve(false));
    });
  }

  #keeperSettings(): string {
    return [
      'tickTime=500',
      `dataDir=${this.#folder}/zk/data`,
      `clientPort=${this.#port(0)}`,
      'clientPortAddress=127.0.0.1',
      'admin.enableServer=false',
    ].join('\n');
  }

  #core(part: string): Properties {
    return {
      'fs.defaultFS': 'hdfs://ns1',
      'hadoop.tmp.dir': `${this.#folder}/${part}/tmp`,
      'fs.permissions.umask-mode': '077',
      'ha.zookeeper.quorum': `127.0.0.1:${this.#port(0)}`,
      'ha.zookeeper.session-timeout.ms': 3000,
      'hadoop.http.staticuser.user': 'nobody',
      ...actingForOthers,
      ...groupsFrom(this.#groups),
    };
  }

  #hdfs(part: string): Properties {
    const journal = `127.0.0.1:${this.#port(1)}`;
    const at = (name: NameNode, index: number) => `127.0.0.1:${this.#port(index + (name === 'nn1' ? 0 : 1))}`;
    const ofEach = both.flatMap((name): [string, string | number][] => [
      [`dfs.namenode.http-address.ns1.${name}`, at(name, 3)],
      [`dfs.namenode.rpc-address.ns1.${name}`, at(name, 5)],
      [`dfs.namenode.servicerpc-address.ns1.${name}`, at(name, 7)],
      [`dfs.ha.zkfc.port.ns1.${name}`, this.#port(name === 'nn1' ? 9 : 10)],
    ]);
    return {
      'dfs.nameservices': 'ns1',
      'dfs.ha.namenodes.ns1': both.join(','),
      ...Object.fromEntries(ofEach),
      ...(part.startsWith('nn') && { 'dfs.ha.namenode.id': part }),
      'dfs.namenode.shared.edits.dir': `qjournal://${journal}/ns1`,
      'dfs.journalnode.edits.dir': `${this.#folder}/jn/edits`,
      'dfs.journalnode.rpc-address': journal,
      'dfs.journalnode.http-address': `127.0.0.1:${this.#port(2)}`,
      'dfs.client.failover.proxy.provider.ns1':
        'org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider',
      'dfs.ha.automatic-failover.enabled': 'true',
      'dfs.ha.fencing.methods': 'shell(/bin/true)',
      'dfs.ha.tail-edits.period': '1s',
      'dfs.namenode.name.dir': `file://${this.#folder}/${part}/name`,
      'dfs.namenode.acls.enabled': 'true',
      'dfs.replication': 1,
      ...quick,
      ...dataNodeAt(`${this.#folder}/dn`, { transfer: this.#port(11), http: this.#port(12), ipc: this.#port(13) }),
    };
  }
}
