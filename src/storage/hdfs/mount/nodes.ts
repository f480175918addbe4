import type { Attributes } from './kernel/messages.ts';
import type { WrittenFile } from './written-file.ts';

/** A name in the file system that the kernel knows by a number. */
export interface Node {
  readonly id: number;
  parent: Node | undefined;
  name: string;
  /** How often the kernel has been given it; it forgets it as often. */
  known: number;
  /** Handles that are open for writing. */
  writers: number;
  written?: WrittenFile | undefined;
  /** Removed while it was open. */
  gone: boolean;
  readonly children: Map<string, Node>;
  /** As HDFS told last. */
  last?: Attributes;
}

export const rootNode = 1;

/** The names that are in use, as a tree: a folder that moves takes with it what is below. */
export class Nodes {
  readonly #nodes = new Map<number, Node>();
  #next = rootNode;

  constructor() {
    this.#make(undefined, '');
  }

  #make(parent: Node | undefined, name: string): Node {
    const node: Node = { id: this.#next, parent, name, known: 0, writers: 0, gone: false, children: new Map() };
    this.#next += 1;
    this.#nodes.set(node.id, node);
    parent?.children.set(name, node);
    return node;
  }

  get(id: number): Node | undefined {
    return this.#nodes.get(id);
  }

  child(parent: Node, name: string): Node {
    return parent.children.get(name) ?? this.#make(parent, name);
  }

  /** Names from the root. */
  path(node: Node): readonly string[] {
    const names: string[] = [];
    for (let at: Node | undefined = node; at?.parent; at = at.parent) names.unshift(at.name);
    return names;
  }

  move(node: Node, parent: Node, name: string): void {
    this.detach(node);
    const before = parent.children.get(name);
    if (before) this.leave(before);
    node.parent = parent;
    node.name = name;
    parent.children.set(name, node);
  }

  /** Its name is no more; who has it open has it still. */
  leave(node: Node): void {
    this.detach(node);
    node.gone = true;
    this.#sweep(node);
  }

  /** No name leads to it for now. */
  detach(node: Node): void {
    if (node.parent?.children.get(node.name) === node) node.parent.children.delete(node.name);
  }

  forget(id: number, times: number): void {
    const node = this.#nodes.get(id);
    if (!node) return;
    node.known = Math.max(0, node.known - times);
    this.#sweep(node);
  }

  #sweep(node: Node): void {
    if (node.id === rootNode || node.known > 0 || node.writers > 0 || node.children.size > 0) return;
    this.#nodes.delete(node.id);
    this.detach(node);
    if (node.parent) this.#sweep(node.parent);
  }
}
