/** An authority of OpenSSL's, with a certificate that is good and one that is revoked: lists and answers from outside. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '#iso7816/bytes.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const CONFIGURATION = `
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_crl_days = 7
default_days = 30
policy = any
crl_extensions = number
[any]
commonName = supplied
[number]
authorityKeyIdentifier = keyid
[delta]
authorityKeyIdentifier = keyid
2.5.29.27 = critical,DER:020101
`;

export class OpenSslAuthority {
  readonly #folder = temporaryDirectory('openssl-ca-');
  readonly issuer: Bytes;
  readonly good: Bytes;
  readonly revoked: Bytes;

  constructor() {
    for (const [name, content] of [
      ['ca.cnf', CONFIGURATION],
      ['index.txt', ''],
      ['serial', '8A01\n'],
      ['crlnumber', '05\n'],
    ] as const)
      writeFileSync(join(this.#folder, name), content);
    this.#openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=ca',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    this.issuer = this.#certificate('ca');
    this.good = this.#issued('good');
    this.revoked = this.#issued('revoked');
    this.#openssl('ca', '-config', 'ca.cnf', '-revoke', 'revoked.pem', '-crl_reason', 'keyCompromise');
  }

  crl(...options: readonly string[]): Bytes {
    this.#openssl('ca', '-config', 'ca.cnf', '-gencrl', '-out', 'list.pem', ...options);
    this.#openssl('crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.crl');
    return this.#read('list.crl');
  }

  /** What `openssl ocsp` answers to a request. */
  answer(request: Bytes, ...options: readonly string[]): Bytes {
    writeFileSync(join(this.#folder, 'request.der'), request);
    this.#openssl(
      ...['ocsp', '-index', 'index.txt', '-CA', 'ca.pem', '-rsigner', 'ca.pem', '-rkey', 'ca.key'],
      ...['-reqin', 'request.der', '-respout', 'response.der', ...options],
    );
    return this.#read('response.der');
  }

  #issued(name: string): Bytes {
    this.#openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
    this.#openssl('ca', '-batch', '-config', 'ca.cnf', '-in', `${name}.csr`, '-out', `${name}.pem`, '-notext');
    return this.#certificate(name);
  }

  #certificate(name: string): Bytes {
    return new Uint8Array(new X509Certificate(this.#read(`${name}.pem`)).raw);
  }

  #read(name: string): Bytes {
    return new Uint8Array(readFileSync(join(this.#folder, name)));
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'ignore' });
  }
}
