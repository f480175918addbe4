import { type ResourceKind, type Resources, resourceKinds } from '../resources.ts';
import type { RoleView } from '../snapshot.ts';

/** A promise or a limit of one kind. */
export interface Amount {
  readonly kind: ResourceKind;
  readonly amount: number;
}

/** A role, or a framework in its role. */
export interface ShareNode {
  readonly row: number;
  /** `group`, `group/account`, or the framework's id. */
  readonly name: string;
  readonly parent: ShareNode | null;
  readonly children: ReadonlySet<ShareNode>;
  readonly weight: number;
  /** null for the root and for a framework. */
  readonly role: RoleView | null;
  readonly guarantee: readonly Amount[];
  readonly limit: readonly Amount[];
}

interface Node extends ShareNode {
  readonly children: Set<Node>;
  readonly parent: Node | null;
  readonly frameworks: Map<string, Node>;
  weight: number;
  role: RoleView | null;
  guarantee: readonly Amount[];
  limit: readonly Amount[];
  /** Tasks and demands of a framework; it leaves the tree with the last of them. */
  uses: number;
}

/** Roles, the roles above them, and frameworks within roles; each has a row of its own in ledgers. */
export class RoleTree {
  readonly #root: Node = node(0, '', null, null);
  readonly #roles = new Map<string, Node>();
  readonly #unused: number[] = [];
  #next = 1;

  get root(): ShareNode {
    return this.#root;
  }

  /** Rows are less than this. */
  get rows(): number {
    return this.#next;
  }

  roles(): Iterable<ShareNode> {
    return this.#roles.values();
  }

  /** @throws RangeError when there is no such role */
  role(path: string): ShareNode {
    return this.#role(path);
  }

  /** @throws RangeError when the role above it is missing */
  setRole(view: RoleView): void {
    const known = this.#roles.get(view.path);
    const cut = view.path.lastIndexOf('/');
    const node = known ?? this.#add(view.path, cut < 0 ? this.#root : this.#role(view.path.slice(0, cut)), view);
    node.role = view;
    node.weight = view.weight;
    node.guarantee = amounts(view.guarantee);
    node.limit = amounts(view.limit);
    this.#roles.set(view.path, node);
  }

  /** @throws RangeError while something uses it */
  removeRole(path: string): void {
    const node = this.#role(path);
    if (node.children.size > 0) throw new RangeError(`The role "${path}" is still used.`);
    this.#roles.delete(path);
    this.#drop(node);
  }

  /** The framework in that role, for one more task or demand. */
  use(role: string, framework: string): ShareNode {
    const above = this.#role(role);
    let node = above.frameworks.get(framework);
    if (node === undefined) {
      node = this.#add(framework, above, null);
      above.frameworks.set(framework, node);
    }
    node.uses++;
    return node;
  }

  /** One task or demand less; the row that nobody uses any more, if it was the last. */
  release(role: string, framework: string): number | undefined {
    const node = this.#role(role).frameworks.get(framework);
    if (node === undefined || --node.uses > 0) return undefined;
    node.parent?.frameworks.delete(framework);
    this.#drop(node);
    return node.row;
  }

  #role(path: string): Node {
    const node = this.#roles.get(path);
    if (node === undefined) throw new RangeError(`There is no role "${path}".`);
    return node;
  }

  #add(name: string, parent: Node, role: RoleView | null): Node {
    const added = node(this.#unused.pop() ?? this.#next++, name, parent, role);
    parent.children.add(added);
    return added;
  }

  #drop(node: Node): void {
    node.parent?.children.delete(node);
    this.#unused.push(node.row);
  }
}

function node(row: number, name: string, parent: Node | null, role: RoleView | null): Node {
  return {
    row,
    name,
    parent,
    children: new Set(),
    frameworks: new Map(),
    weight: 1,
    role,
    guarantee: noAmounts,
    limit: noAmounts,
    uses: 0,
  };
}

/** The node and all above it, the root last. */
export function* pathOf(node: ShareNode): Generator<ShareNode> {
  for (let each: ShareNode | null = node; each !== null; each = each.parent) yield each;
}

/** The role of a framework's node, or the role itself. */
export function roleOf(node: ShareNode): RoleView | null {
  return node.role ?? node.parent?.role ?? null;
}

export function isWithin(node: ShareNode, other: ShareNode): boolean {
  for (let each: ShareNode | null = node; each !== null; each = each.parent) if (each === other) return true;
  return false;
}

/** One for all: it is looked at for every node above every demand. */
const noAmounts: readonly Amount[] = [];

function amounts(some: Partial<Resources>): readonly Amount[] {
  const all = resourceKinds.flatMap((kind) => {
    const amount = some[kind];
    return amount === undefined ? [] : [{ kind, amount }];
  });
  return all.length === 0 ? noAmounts : all;
}
