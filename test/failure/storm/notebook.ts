import { readFileSync } from 'node:fs';
import { cellsOf, idOf, sourceOf } from '../../../web/src/notebook/document/cell-shape.ts';
import { emptyCell, indexOf, insertCells } from '../../../web/src/notebook/document/edit-cells.ts';
import type { Client } from '../../platform/client.ts';
import { pause, untilAnswered } from '../until.ts';
import { browserOf, type Tab } from './tab.ts';

const over = new Set(['done', 'failed', 'stopped', 'lost', 'over']);

export const countInPython = 'counted.append("TOKEN")';
export const countInSql = "INSERT INTO counted VALUES ('TOKEN')";

/** A run that was asked for, and what a page was told of it. */
interface AskedRun {
  readonly cell: string;
  readonly token: string;
  readonly kernel: 'python3' | 'sql';
  phase: string;
  reason: string;
}

/**
 * Two tabs of one person at one notebook. Each types words at the end of a shared cell, puts in cells of its own and
 * runs some of them. `saved` holds the words that a page showed as saved, `runs` what it was told of its runs.
 */
export class StormedNotebook {
  readonly typed = new Set<string>();
  readonly saved = new Set<string>();
  readonly runs: AskedRun[] = [];
  tabs: Tab[] = [];
  readonly #client: Client;
  readonly #path: string;
  readonly #kernels: readonly ('python3' | 'sql')[];
  #words = 0;
  #going = true;
  #paused: Promise<void> = Promise.resolve();
  #work: Promise<unknown> = Promise.resolve();

  constructor(client: Client, path: string, kernels: readonly ('python3' | 'sql')[]) {
    this.#client = client;
    this.#path = path;
    this.#kernels = kernels;
  }

  async open(): Promise<void> {
    this.tabs = [await this.openTab(), await this.openTab()];
  }

  /** A page that holds nothing yet, as in a fresh browser. */
  async openTab(): Promise<Tab> {
    const Page = await browserOf(this.#client);
    const tab = new Page('alice', this.#path, { name: 'alice', displayName: 'Alice' });
    tab.connect();
    await untilAnswered(
      'a tab that shows the notebook',
      async () => {
        if (tab.state.get().loaded) return true;
        tab.retry();
        await pause(100);
        throw new Error(JSON.stringify(tab.state.get().link));
      },
      120_000,
    );
    return tab;
  }

  start(): void {
    this.#work = Promise.all([this.#use(0), this.#use(1)]);
    // Told by stop().
    this.#work.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#work;
  }

  /**
   * Every page is closed just now and fresh ones are opened: what was shown as saved must come from the server.
   * What was not yet saved is lost with the page, as in a browser that is killed.
   */
  async replaceTabs(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#paused = promise;
    try {
      for (const tab of this.tabs) tab.close();
      this.tabs = [];
      await this.open();
    } finally {
      resolve();
    }
  }

  /** Runs a cell of this source in a fresh cell and answers its outputs. */
  async runOnce(kernel: string, source: string): Promise<Record<string, unknown>[]> {
    const tab = this.tabs[0];
    if (!tab) throw new Error('no tab');
    const cell = emptyCell('code', kernel, source);
    insertCells(tab.doc, 0, [cell]);
    await untilAnswered('a page that can run', async () => tab.run([cell.id]) || undefined);
    await untilAnswered(`the end of ${source}`, async () => {
      const phase = tab.cells.get(cell.id)?.phase;
      return phase !== undefined && over.has(phase) ? true : undefined;
    });
    // Outputs come in the document, the state beside it.
    await pause(300);
    const index = indexOf(tab.doc, cell.id);
    const outputs: unknown = cellsOf(tab.doc).get(index).toJSON().outputs;
    return Array.isArray(outputs) ? outputs : [];
  }

  async #use(place: number): Promise<void> {
    for (let turn = 0; this.#going; turn++) {
      await this.#paused;
      const tab = this.tabs[place];
      if (tab?.state.get().loaded) {
        this.#type(tab);
        if (turn % 10 === 0) this.#insertCell(tab);
        if (turn % 8 === place) this.#run(tab);
        this.#note(tab);
      }
      await pause(30 + Math.random() * 80);
      const same = this.tabs[place];
      if (same) this.#note(same);
    }
  }

  #type(tab: Tab): void {
    const word = `word${place(this.#words++)}`;
    const shared = cellsOf(tab.doc).get(0);
    if (!shared) return;
    const source = sourceOf(shared);
    source.insert(source.length, ` ${word}`);
    this.#pending(tab).push(word);
    this.typed.add(word);
  }

  #insertCell(tab: Tab): void {
    const word = `word${place(this.#words++)}`;
    const cells = cellsOf(tab.doc);
    insertCells(tab.doc, 1 + Math.floor(Math.random() * cells.length), [emptyCell('markdown', undefined, word)]);
    this.#pending(tab).push(word);
    this.typed.add(word);
  }

  #run(tab: Tab): void {
    const kernel = this.#kernels[this.runs.length % this.#kernels.length];
    if (kernel === undefined) return;
    const token = `run${place(this.#words++)}`;
    const source = (kernel === 'sql' ? countInSql : countInPython).replace('TOKEN', token);
    const cell = emptyCell('code', kernel, source);
    insertCells(tab.doc, cellsOf(tab.doc).length, [cell]);
    if (tab.run([cell.id])) this.runs.push({ cell: cell.id, token, kernel, phase: 'asked', reason: '' });
  }

  readonly #unsaved = new Map<Tab, string[]>();
  #pending(tab: Tab): string[] {
    const words = this.#unsaved.get(tab) ?? [];
    this.#unsaved.set(tab, words);
    return words;
  }

  /** Takes down what the page shows now. */
  #note(tab: Tab): void {
    if (tab.state.get().saved) for (const word of this.#pending(tab).splice(0)) this.saved.add(word);
    for (const run of this.runs) {
      if (over.has(run.phase)) continue;
      const state = tab.cells.get(run.cell);
      if (state) Object.assign(run, { phase: state.phase, reason: state.reason ?? '' });
      // It ended, and then the server was killed: a cell has a state for as long as its notebook is open there.
      else if (open(tab) && (run.phase === 'queued' || run.phase === 'running')) run.phase = 'over';
    }
  }

  /** Waits until no run is under way any more, as the pages are told. */
  async settled(): Promise<void> {
    const underWay = () => this.runs.filter(({ phase }) => phase === 'queued' || phase === 'running');
    await untilAnswered(
      'the end of every run',
      async () => {
        for (const tab of this.tabs) this.#note(tab);
        return underWay().length === 0 ? true : undefined;
      },
      60_000,
    ).catch((error: unknown) => {
      throw new Error(`runs without an end: ${JSON.stringify(underWay())}`, { cause: error });
    });
  }

  /** What a fresh page does not show as it was saved, in words; `file` is the notebook on disk. */
  async faults(file: string): Promise<string[]> {
    const fresh = await this.openTab();
    const words = cellsOf(fresh.doc)
      .map((cell) => sourceOf(cell).toString())
      .flatMap((source) => source.match(/word\d+/g) ?? []);
    const ids = cellsOf(fresh.doc).map(idOf);
    fresh.close();
    const faults = [...this.saved].filter((word) => !words.includes(word)).map((word) => `${word} is lost`);
    if (new Set(words).size !== words.length) faults.push('a word is there twice');
    if (new Set(ids).size !== ids.length) faults.push('a cell is there twice');
    await untilAnswered('the notebook on disk to be the one that pages show', async () => {
      const onDisk = JSON.parse(readFileSync(file, 'utf8'));
      return JSON.stringify(onDisk.cells.map((cell: { id: string }) => cell.id)) === JSON.stringify(ids) || undefined;
    }).catch((error: unknown) => faults.push(String(error)));
    return faults;
  }
}

const open = (tab: Tab): boolean => tab.state.get().loaded && tab.state.get().link.phase === 'open';

const place = (number: number): string => String(number).padStart(6, '0');
