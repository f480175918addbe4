import type { FileStatus } from '../client/answers.ts';
import type { WebHdfs } from '../client/web-hdfs.ts';
import { type Attributes, Refusal, type Space } from './kernel/messages.ts';
import { Lasting } from './lasting.ts';
import { type Node, Nodes } from './nodes.ts';
import type { MountPlan, Owners } from './owners.ts';
import { Blocks } from './read-ahead.ts';
import { spaceOf } from './space.ts';

/** What the answers to the kernel work on. */
export interface World {
  readonly hdfs: WebHdfs;
  readonly plan: MountPlan;
  readonly owners: Owners;
  readonly nodes: Nodes;
  readonly blocks: Blocks;
  /** Of the home itself, and of its quota. */
  readonly home: Lasting<FileStatus>;
  readonly space: Lasting<Space>;
}

export function world(hdfs: WebHdfs, plan: MountPlan, owners: Owners): World {
  const home = new Lasting(() => hdfs.status(plan.home), 1000 * validSeconds);
  const space = new Lasting(() => spaceOf(hdfs, plan), 5000);
  return { hdfs, plan, owners, nodes: new Nodes(), blocks: new Blocks(), home, space };
}

/** How long the kernel may take what it knows for true: others write in the same HDFS. */
export const validSeconds = 1;

/** The two names at the top; what is below them is in HDFS. */
export const homeName = 'home';
export const groupsName = 'groups';

const kinds = { file: 0o100000, folder: 0o040000, link: 0o120000 };

export function nodeOf(world: World, id: number): Node {
  const node = world.nodes.get(id);
  if (!node) throw new Refusal('ESTALE');
  return node;
}

/** Undefined: one of the names at the top, which are no folders of HDFS. */
export function hdfsPath(world: World, node: Node): string | undefined {
  const [top, ...below] = world.nodes.path(node);
  if (top === homeName) return [world.plan.home, ...below].join('/');
  if (top === groupsName && below.length > 0) return [world.plan.groupsFolder, ...below].join('/');
  return undefined;
}

/** @throws Refusal where nothing of HDFS is there */
export function requirePath(world: World, node: Node): string {
  if (node.gone) throw new Refusal('ENOENT');
  const path = hdfsPath(world, node);
  if (path === undefined) throw new Refusal('EACCES');
  return path;
}

/** The top and the folder of groups: may be passed through, not changed. */
export function passage(node: Node): Attributes {
  const at = 0;
  return { node: node.id, size: 0, modifiedAt: at, accessedAt: at, mode: kinds.folder | 0o555, uid: 0, gid: 0 };
}

/** A link in the home to where tasks see the groups' folders; the only one, as HDFS has none. */
export function isGroupsLink({ plan }: World, path: string | undefined): boolean {
  return path === `${plan.home}/${groupsName}`;
}

export function groupsLink({ plan }: World, node: Node): Attributes {
  const { uid, gid, groupsLink: target } = plan;
  return { node: node.id, size: target.length, modifiedAt: 0, accessedAt: 0, mode: kinds.link | 0o777, uid, gid };
}

/** As HDFS tells it, and with what is written and not there yet. */
export function attributesOf({ owners }: World, node: Node, status: FileStatus): Attributes {
  const directory = status.type === 'DIRECTORY';
  const written = node.written;
  const told = {
    node: node.id,
    size: directory ? 4096 : (written?.size ?? status.length),
    modifiedAt: written?.dirty ? written.modifiedAt : status.modificationTime,
    accessedAt: status.accessTime || status.modificationTime,
    mode: (directory ? kinds.folder : kinds.file) | Number.parseInt(status.permission, 8),
    uid: owners.uid(status.owner),
    gid: owners.gid(status.group),
  };
  node.last = told;
  return told;
}

export const permissionOf = (mode: number): string => (mode & 0o1777).toString(8);
