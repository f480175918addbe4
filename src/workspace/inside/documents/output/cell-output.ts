import * as Y from 'yjs';
import { type StreamCut, streamCutType } from '../../../protocol/document.ts';
import { isObject, type JsonObject } from '../../kernels/wire.ts';
import { limits } from '../../limits.ts';
import { countLines, splitHead, Tail } from '../rules/cut-stream.ts';
import { StreamText } from '../rules/stream-text.ts';
import { type CellMap, makeOutput, outputsOf, serverOrigin, setText } from '../shared-notebook.ts';
import type { CutFile, OutputFiles } from './output-files.ts';

/** Where outputs with a display id are, so that the kernel can change them later, from any cell. */
export type Displays = Map<string, Set<Y.Map<unknown>>>;

type Pending =
  | { kind: 'stream'; name: string; text: string }
  | { kind: 'output'; output: JsonObject }
  | { kind: 'clear' };

interface Cut {
  name: 'stdout' | 'stderr';
  bytes: number;
  lines: number;
  tail: Tail;
  file: CutFile;
  notice: Y.Map<unknown> | null;
  text: Y.Text;
}

/**
 * Puts the output of one run of a cell into the document: gathers what comes and writes it a few times a second, joins
 * pieces of a stream, keeps only head and tail of a flood.
 */
export class CellOutput {
  /** Bytes of everything that came. */
  bytes = 0;
  readonly #doc: Y.Doc;
  #cell: CellMap;
  readonly #files: OutputFiles;
  readonly #displays: Displays;
  #pending: Pending[] = [];
  #timer: NodeJS.Timeout | null = null;
  #clearNext = false;
  #stream: { name: string; text: Y.Text; tail: StreamText } | null = null;
  #streamLength = 0;
  #cut: Cut | null = null;
  #tailShown = 0;
  #leftOut = 0;

  constructor(doc: Y.Doc, cell: CellMap, files: OutputFiles, displays: Displays) {
    this.#doc = doc;
    this.#cell = cell;
    this.#files = files;
    this.#displays = displays;
  }

  stream(name: string, text: string): void {
    if (text === '') return;
    this.bytes += text.length;
    this.#clearIfDue();
    if (this.#cut !== null) {
      this.#takeCut(this.#cut, text);
      this.#schedule();
      return;
    }
    const last = this.#pending.at(-1);
    if (last?.kind === 'stream' && last.name === name) last.text += text;
    else this.#pending.push({ kind: 'stream', name, text });
    // A flood must not gather in memory until the timer fires.
    if (this.bytes > limits.streamHeadBytes) this.flush();
    else this.#schedule();
  }

  output(output: JsonObject): void {
    this.bytes += 1;
    this.#clearIfDue();
    this.#pending.push({ kind: 'output', output });
    this.#schedule();
  }

  clear(wait: boolean): void {
    if (wait) {
      this.#clearNext = true;
      return;
    }
    this.#pending = [{ kind: 'clear' }];
    this.#schedule();
  }

  /** The cell was moved: what it had shown went with it, what comes now follows that. */
  moveTo(cell: CellMap): void {
    this.#cell = cell;
    this.#stream = null;
    this.#cut?.file.close().catch(() => undefined);
    this.#cut = null;
  }

  /** Writes what is waiting now. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const pending = this.#pending;
    this.#pending = [];
    const showTail = this.#cut !== null && performance.now() - this.#tailShown >= limits.outputTailEveryMs;
    if (pending.length === 0 && !showTail) return;
    const outputs = outputsOf(this.#cell);
    if (outputs === null || isDeleted(this.#cell)) return;
    this.#doc.transact(() => {
      for (const piece of pending) this.#put(outputs, piece);
      if (showTail && this.#cut !== null) this.#showTail(this.#cut);
    }, serverOrigin);
  }

  /** The run is over: everything is written, files are closed. */
  async finish(): Promise<void> {
    this.flush();
    const cut = this.#cut;
    if (cut === null) return;
    if (!isDeleted(this.#cell)) this.#doc.transact(() => this.#showTail(cut), serverOrigin);
    await cut.file.close();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.flush();
      },
      this.#cut === null || this.#pending.length > 0 ? limits.outputEveryMs : limits.outputTailEveryMs,
    );
  }

  #clearIfDue(): void {
    if (!this.#clearNext) return;
    this.#clearNext = false;
    this.#pending = [{ kind: 'clear' }];
  }

  #put(outputs: Y.Array<Y.Map<unknown>>, piece: Pending): void {
    if (piece.kind === 'clear') {
      outputs.delete(0, outputs.length);
      this.#stream = null;
      this.#streamLength = 0;
      this.#leftOut = 0;
      const cut = this.#cut;
      this.#cut = null;
      cut?.file.close().catch(() => undefined);
    } else if (piece.kind === 'stream') this.#putStream(outputs, piece.name, piece.text);
    else this.#putOutput(outputs, piece.output);
  }

  #putStream(outputs: Y.Array<Y.Map<unknown>>, name: string, text: string): void {
    if (this.#cut !== null) {
      this.#takeCut(this.#cut, text);
      return;
    }
    const { head, rest } = splitHead(text, limits.streamHeadBytes - this.#streamLength);
    if (head !== '') {
      if (this.#stream?.name !== name) this.#stream = this.#openStream(outputs, name);
      const { removed, appended } = this.#stream.tail.feed(head);
      const shared = this.#stream.text;
      if (removed > 0) shared.delete(shared.length - removed, removed);
      shared.insert(shared.length, appended);
      this.#streamLength += appended.length - removed;
    }
    if (rest !== '') {
      this.#cut = this.#beginCut(outputs, name);
      this.#takeCut(this.#cut, rest);
    }
  }

  #openStream(outputs: Y.Array<Y.Map<unknown>>, name: string): { name: string; text: Y.Text; tail: StreamText } {
    const text = new Y.Text();
    const output = new Y.Map<unknown>([
      ['output_type', 'stream'],
      ['name', name],
      ['text', text],
    ]);
    outputs.push([output]);
    return { name, text, tail: new StreamText() };
  }

  #beginCut(outputs: Y.Array<Y.Map<unknown>>, name: string): Cut {
    this.#stream = null;
    const notice = new Y.Map<unknown>([
      ['output_type', 'display_data'],
      ['data', {}],
      ['metadata', {}],
    ]);
    outputs.push([notice]);
    const { text } = this.#openStream(outputs, name);
    this.#tailShown = 0;
    return {
      name: name === 'stderr' ? 'stderr' : 'stdout',
      bytes: 0,
      lines: 0,
      tail: new Tail(limits.streamTailBytes),
      file: this.#files.stream(),
      notice,
      text,
    };
  }

  #takeCut(cut: Cut, text: string): void {
    cut.bytes += Buffer.byteLength(text);
    cut.lines += countLines(text);
    cut.tail.push(text);
    cut.file.push(text);
  }

  #showTail(cut: Cut): void {
    this.#tailShown = performance.now();
    const tail = cut.tail.text();
    const value: StreamCut = {
      version: 1,
      name: cut.name,
      omittedBytes: Math.max(0, cut.bytes - Buffer.byteLength(tail)),
      omittedLines: Math.max(0, cut.lines - countLines(tail)),
      file: cut.file.keptBytes > 0 ? cut.file.name : null,
      keptBytes: cut.file.keptBytes,
    };
    const words = `… ${value.omittedLines} lines (${value.omittedBytes} bytes) left out …`;
    if (cut.notice !== null && !isDeleted(cut.notice)) {
      cut.notice.set('data', { [streamCutType]: value, 'text/plain': words });
    }
    if (!isDeleted(cut.text)) setText(cut.text, tail);
  }

  #putOutput(outputs: Y.Array<Y.Map<unknown>>, output: JsonObject): void {
    this.#stream = null;
    if (outputs.length >= limits.outputsPerCell) {
      this.#leftOut += 1;
      const words = `… ${this.#leftOut} more outputs left out: a cell shows at most ${limits.outputsPerCell} …`;
      const notice = { output_type: 'display_data', data: { 'text/plain': words }, metadata: {} };
      if (this.#leftOut > 1) outputs.delete(outputs.length - 1, 1);
      outputs.push([makeOutput(notice)]);
      return;
    }
    const { transient, ...kept } = output;
    const map = makeOutput(this.#files.withReferences(kept));
    outputs.push([map]);
    const displayId = isObject(transient) ? transient.display_id : undefined;
    if (typeof displayId !== 'string') return;
    const shown = this.#displays.get(displayId) ?? new Set();
    for (const other of shown) if (isDeleted(other)) shown.delete(other);
    shown.add(map);
    this.#displays.set(displayId, shown);
  }
}

/** A deleted shared type keeps its object; writing to it would be lost. */
export function isDeleted(type: Y.AbstractType<unknown> | CellMap | Y.Text): boolean {
  return type.doc === null || type._item?.deleted === true;
}

/** Changes every output shown under the display id. */
export function updateDisplay(doc: Y.Doc, displays: Displays, files: OutputFiles, update: JsonObject): void {
  const displayId = isObject(update.transient) ? update.transient.display_id : undefined;
  if (typeof displayId !== 'string') return;
  const { data, metadata } = files.withReferences({ data: update.data, metadata: update.metadata });
  doc.transact(() => {
    for (const map of displays.get(displayId) ?? []) {
      if (isDeleted(map)) continue;
      map.set('data', isObject(data) ? data : {});
      map.set('metadata', isObject(metadata) ? metadata : {});
    }
  }, serverOrigin);
}
