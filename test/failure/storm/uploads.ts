import { createHash, randomBytes } from 'node:crypto';
import type { Client } from '../../platform/client.ts';
import { pause, untilAnswered } from '../until.ts';

const partBytes = 400_000;

/** Sends files by tus, a part at a time, and goes on after each break where the server says. */
export class StormedUploads {
  /** Checksums of the files whose last byte was acknowledged, by name. */
  readonly complete = new Map<string, string>();
  /** Offsets that the server answered and did not know any more afterwards. */
  readonly takenBack: string[] = [];
  readonly #client: Client;
  readonly #account: string;
  #going = true;
  #work: Promise<void> = Promise.resolve();

  constructor(client: Client, account: string) {
    this.#client = client;
    this.#account = account;
  }

  start(): void {
    this.#work = this.#sendAll();
    // Told by stop().
    this.#work.catch(() => {});
  }

  /** What is under way is sent to its end. */
  async stop(): Promise<void> {
    this.#going = false;
    await this.#work;
  }

  /** What is not there as it was acknowledged, in words. */
  async faults(): Promise<string[]> {
    const faults = [...this.takenBack];
    for (const [name, checksum] of this.complete) {
      const bytes = await untilAnswered(name, async () => {
        const path = `/user/${this.#account}/files/content?path=${name}`;
        const answer = await fetch(this.#client.url + path, { headers: { cookie: this.#client.cookie } });
        return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
      });
      if (createHash('sha256').update(bytes).digest('hex') !== checksum) faults.push(`${name} is not what was sent`);
    }
    return faults;
  }

  /**
   * Those whose creation was never answered: nobody can go on with them, so they wait, listed and empty, until somebody
   * cancels them or a week is over.
   */
  async cancelUnknown(): Promise<void> {
    const folder = `/user/${this.#account}/files/uploads`;
    const { body } = await this.#client.get(folder);
    for (const { id, offset } of body.uploads) {
      if (offset !== 0) throw new Error(`the upload ${id} holds ${offset} bytes and nobody knows of it`);
      await this.#ask('DELETE', `${folder}/${id}`, {});
    }
  }

  async #sendAll(): Promise<void> {
    for (let i = 0; this.#going; i++) {
      await this.#send(`upload-${i}.bin`, randomBytes(200_000 + Math.floor(Math.random() * 1_500_000)));
      await pause(20);
    }
  }

  async #send(name: string, bytes: Buffer): Promise<void> {
    const metadata = `filename ${Buffer.from(name).toString('base64')},path ${Buffer.from('').toString('base64')}`;
    let location: string | undefined;
    let offset: number | undefined = 0;
    for (;;) {
      if (location === undefined) {
        // A creation whose answer was lost is another upload, which nobody finishes.
        const made = await this.#ask('POST', `/user/${this.#account}/files/uploads`, {
          'upload-length': String(bytes.length),
          'upload-metadata': metadata,
        });
        location = made?.status === 201 ? (made.headers.get('location') ?? undefined) : undefined;
        offset = 0;
      } else if (offset === undefined) {
        const known = await this.#ask('HEAD', location, {});
        if (known?.status === 404) this.takenBack.push(`${name}: the upload is gone`);
        if (known?.status === 404) location = undefined;
        offset = offsetIn(known);
        if (offset === bytes.length) break;
      } else {
        const from: number = offset;
        const sent = await this.#ask(
          'PATCH',
          location,
          { 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
          bytes.subarray(from, from + partBytes),
        );
        const acknowledged = sent?.status === 204 ? offsetIn(sent) : undefined;
        if (acknowledged === bytes.length) break;
        offset = acknowledged;
        if (acknowledged !== undefined) {
          const now = offsetIn(await this.#ask('HEAD', location, {}));
          if (now !== undefined && now < acknowledged) this.takenBack.push(`${name}: ${acknowledged}, then ${now}`);
        } else {
          const now = offsetIn(await this.#ask('HEAD', location, {}));
          if (now !== undefined && now < from) this.takenBack.push(`${name}: ${from}, then ${now}`);
          if (now === bytes.length) break;
        }
      }
      if (offset === undefined || location === undefined) await pause(50);
    }
    this.complete.set(name, createHash('sha256').update(bytes).digest('hex'));
  }

  async #ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Uint8Array,
  ): Promise<Response | undefined> {
    try {
      const answer = await fetch(new URL(path, this.#client.url), {
        method,
        headers: {
          cookie: this.#client.cookie,
          origin: this.#client.url,
          'tus-resumable': '1.0.0',
          ...headers,
        },
        ...(body ? { body: new Uint8Array(body) } : {}),
        signal: AbortSignal.timeout(20_000),
      });
      await answer.arrayBuffer();
      return answer;
    } catch {
      return undefined;
    }
  }
}

function offsetIn(answer: Response | undefined): number | undefined {
  const text = answer?.ok ? answer.headers.get('upload-offset') : null;
  return text === null || text === undefined ? undefined : Number(text);
}
