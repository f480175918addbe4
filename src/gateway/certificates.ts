import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import type { Logger } from '../platform/index.ts';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

const lookEveryMs = 2_000;

export function readCertificate({ certFile, keyFile }: CertificateFiles): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

/**
 * Takes a new certificate for new connections as soon as its files change. While certificate and key do not belong
 * together (one was written before the other) the old pair stays.
 */
export function followCertificate(server: Server, files: CertificateFiles, log: Logger): () => void {
  const reload = () => {
    try {
      server.setSecureContext(readCertificate(files));
      log.info('the certificate was read again');
    } catch (error) {
      log.warn({ err: error }, 'the new certificate cannot be used; the old one stays');
    }
  };
  const paths = [files.certFile, files.keyFile];
  for (const path of paths) watchFile(path, { interval: lookEveryMs, persistent: false }, reload);
  return () => {
    for (const path of paths) unwatchFile(path, reload);
  };
}
