import { Malformed } from '../codec/malformed.ts';
import { readBinary } from '../codec/read-binary.ts';
import { readJson } from '../codec/read-json.ts';
import type { Given, MessageType, Read } from '../codec/schema.ts';
import { writeBinary } from '../codec/write-binary.ts';
import { writeJson } from '../codec/write-json.ts';
import type { Asking } from './asked.ts';
import { Refusal } from './refusal.ts';

/** The two forms of Mesos's messages. */
export const json = 'application/json';
export const protobuf = 'application/x-protobuf';
export type Media = typeof json | typeof protobuf;
const recordIo = 'application/recordio';

/** In which form an answer goes, and what its headers say of it. */
export interface AnswerForm {
  readonly media: Media;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The message in a request's body.
 *
 * @param name  as Mesos calls it, in what is said of a bad one
 * @throws Refusal 400, 415
 */
export function readBody<M extends MessageType>(type: M, name: string, asked: Asking): Read<M> {
  const given = asked.header('content-type');
  if (given === undefined) throw new Refusal(400, "Expecting 'Content-Type' to be present");
  const media = essence(given);
  try {
    if (media === json) return readJson(type, parse(asked.body));
    if (media === protobuf) return readBinary(type, asked.body);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const form = media === json ? `convert JSON into ${name} protobuf` : `parse body into ${name} protobuf`;
    throw new Refusal(400, `Failed to ${form}: ${error.message}`);
  }
  throw new Refusal(415, `Expecting 'Content-Type' of ${json} or ${protobuf}`);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new Refusal(400, `Failed to parse body into JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

/**
 * The form of an answer: JSON where both are taken, and where nothing is said.
 *
 * @param stream  whether it goes on; a stream may be asked for as records whose form is named apart
 * @throws Refusal 406
 */
export function answerForm(asked: Asking, stream: boolean): AnswerForm {
  const accept = asked.header('accept');
  const media = accepted(accept);
  if (media !== undefined) return { media, headers: { 'content-type': media } };
  const inner = stream && accepts(accept, recordIo) ? accepted(asked.header('message-accept')) : undefined;
  if (inner === undefined) throw new Refusal(406, `Expecting 'Accept' to allow ${json} or ${protobuf}`);
  return { media: inner, headers: { 'content-type': recordIo, 'message-content-type': inner } };
}

export function write<M extends MessageType>(media: Media, type: M, given: Given<M>): string | Uint8Array {
  return media === json ? writeJson(type, given) : writeBinary(type, given);
}

function accepted(accept: string | undefined): Media | undefined {
  return [json, protobuf].find((each) => accepts(accept, each)) as Media | undefined;
}

function accepts(accept: string | undefined, media: string): boolean {
  if (accept === undefined || accept.trim() === '') return media !== recordIo;
  const [type] = media.split('/', 1);
  return accept.split(',').some((each) => {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    if (parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))) return false;
    return name === media || name === '*/*' || name === `${type}/*`;
  });
}

function essence(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}
