import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { core, dataNode, type HdfsPlan, nameNode, superuser } from './configuration.ts';
import { freePorts } from './free-ports.ts';
import { configure, Java } from './java.ts';
import { until } from './until.ts';

const nodes = 'org.apache.hadoop.hdfs.server';

/** A NameNode and DataNodes as processes of their own, on ports that were free. */
export class HdfsCluster {
  readonly plan: HdfsPlan;
  readonly #running = new Map<string, Java>();

  private constructor(plan: HdfsPlan) {
    this.plan = plan;
  }

  /** @param groups see HdfsPlan */
  static async start(groups: HdfsPlan['groups'], { dataNodes = 1 } = {}): Promise<HdfsCluster> {
    const ports = await freePorts(2 + 3 * dataNodes);
    const at = (index: number) => ports[index] ?? 0;
    const cluster = new HdfsCluster({
      folder: await mkdtemp(join(tmpdir(), 'stoa-test-hdfs-')),
      nameNode: { rpc: at(0), http: at(1) },
      dataNodes: Array.from({ length: dataNodes }, (_, index) => ({
        transfer: at(2 + 3 * index),
        http: at(3 + 3 * index),
        ipc: at(4 + 3 * index),
      })),
      groups,
    });
    await cluster.#format();
    await cluster.startNameNode();
    for (const index of cluster.plan.dataNodes.keys()) await cluster.startDataNode(index);
    await cluster.#untilWritable();
    return cluster;
  }

  /** The NameNode's address for WebHDFS. */
  get url(): string {
    return `http://127.0.0.1:${this.plan.nameNode.http}`;
  }

  async #format(): Promise<void> {
    const folder = join(this.plan.folder, 'nn');
    await configure(folder, core(this.plan, 'nn'), nameNode(this.plan));
    const args = ['-format', '-force', '-nonInteractive'];
    const format = await Java.start({ folder, heapMebibytes: 128, main: `${nodes}.namenode.NameNode`, args });
    await format.succeed();
  }

  async startNameNode(): Promise<void> {
    const folder = join(this.plan.folder, 'nn');
    const java = await Java.start({ folder, heapMebibytes: 256, main: `${nodes}.namenode.NameNode` });
    this.#running.set('nn', java);
    await until(async () => {
      if (!java.running) throw new Error(`the NameNode ended: ${await java.lastWords()}`);
      return (await this.ask('/', 'GETFILESTATUS').catch(() => undefined))?.ok === true;
    });
  }

  async startDataNode(index: number): Promise<void> {
    const part = `dn${index}`;
    const folder = join(this.plan.folder, part);
    await configure(folder, core(this.plan, part), dataNode(this.plan, index));
    this.#running.set(part, await Java.start({ folder, heapMebibytes: 128, main: `${nodes}.datanode.DataNode` }));
  }

  /** @param part `nn`, `dn0`, … */
  part(part: string): Java {
    const java = this.#running.get(part);
    if (!java) throw new Error(`no ${part} was started`);
    return java;
  }

  /** Asks the NameNode itself, as its superuser unless another is named. */
  ask(path: string, op: string, query: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Response> {
    const asked = new URLSearchParams({ op, 'user.name': superuser, ...query });
    return fetch(`${this.url}/webhdfs/v1${path}?${asked}`, { method, signal: AbortSignal.timeout(20_000) });
  }

  async #untilWritable(): Promise<void> {
    const wanted = this.plan.dataNodes.length;
    await until(async () => {
      const state = await (await fetch(`${this.url}/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState`)).text();
      const info = await (await fetch(`${this.url}/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo`)).text();
      const full = state.includes(`"NumLiveDataNodes" : ${wanted}`) && !state.includes('"CapacityTotal" : 0');
      return full && info.includes('"Safemode" : ""');
    });
  }

  async stop(): Promise<void> {
    for (const java of this.#running.values()) await java.stop('SIGKILL');
    await rm(this.plan.folder, { recursive: true, force: true });
  }
}
