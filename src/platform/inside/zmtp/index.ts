export { encodeMessage, FrameReader, greeting, type Handshake, handshake, ProtocolError, ready } from './frames.ts';
