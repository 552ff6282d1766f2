/** A folder with a key and its certificate, which OpenSSL makes, and programs that work in it. */
import { spawnSync } from 'node:child_process';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { readCertificates } from '#formats/certificates.ts';
import { FormatError, type FormatReason } from '#formats/format-error.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

export interface Ran {
  readonly code: number | null;
  /** Standard output and standard error. */
  readonly text: string;
}

export class Workshop {
  readonly folder: string;

  constructor(name: string) {
    this.folder = temporaryDirectory(`${name}-`);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Bytes): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  read(name: string): Bytes {
    return new Uint8Array(readFileSync(this.path(name)));
  }

  run(program: string, ...args: readonly string[]): Ran {
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: this.folder, encoding: 'utf8' });
    if (error) throw error;
    return { code: status, text: stdout + stderr };
  }

  /** @throws Error when it does not end well */
  openssl(...args: readonly string[]): string {
    const { code, text } = this.run('openssl', ...args);
    if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`);
    return text;
  }

  /** A key of OpenSSL's in NAME.key and its certificate in NAME.pem, issued by itself or by another of these. */
  certified(name: string, subject: string, issuer?: string): Certified {
    this.openssl('genpkey', '-algorithm', 'RSA', '-out', `${name}.key`, '-pkeyopt', 'rsa_keygen_bits:2048');
    const by = issuer === undefined ? [] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
    this.openssl('req', '-x509', '-key', `${name}.key`, '-subj', subject, '-days', '30', ...by, '-out', `${name}.pem`);
    const [certificate = new Uint8Array()] = readCertificates(name, this.read(`${name}.pem`));
    return { key: createPrivateKey(readFileSync(this.path(`${name}.key`))), certificate };
  }
}

export interface Certified {
  readonly key: KeyObject;
  readonly certificate: Bytes;
}

/** Both languages say why, and neither is empty. */
export function refused(t: ExecutionContext, reason: FormatReason, read: () => unknown): FormatError | undefined {
  const error = t.throws(read, { instanceOf: FormatError });
  t.is(error?.reason, reason, error?.message);
  t.not(error?.messageIn('fr'), error?.messageIn('en'));
  return error;
}
