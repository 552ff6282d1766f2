/** What is asked of CleoCPS in a world, checked at the call. */
import {
  CODE,
  either,
  FLAG,
  instanceOf,
  members,
  oneOf,
  optional,
  parameters,
  port,
  TEXT,
  wholeNumber,
} from '#common/arguments.ts';
import {
  REQUEST_CIPHERS,
  REQUEST_DIGESTS,
  type RequestCipher,
  type RequestDigest,
  RequestFolder,
  type RequestForm,
  SERVER_KINDS,
  type ServerKind,
} from '../../../driver/cleo/index.ts';

export interface CleoSettings {
  /** Whether Cryptolib CPS is installed; it is by default. */
  readonly cryptolib?: 'installed' | 'absent' | undefined;
  /** Version of an older CleoCPS that is still there; '' for none. */
  readonly olderVersion?: string | undefined;
  /** What the person answers when the mail program asks whether CleoCPS may send and read; yes by default. */
  readonly mail?: 'allowed' | 'refused' | undefined;
  /** Whether the ports of LDAP are open; they are by default. `ldaps`: 636 alone. */
  readonly ldap?: 'open' | 'ldaps' | 'closed' | undefined;
}

export interface NewRequest {
  readonly kind: ServerKind;
  readonly folder?: string;
  readonly name?: string;
  readonly password?: string | undefined;
  readonly bits?: 1024 | 2048 | undefined;
}

export interface IssueRequest extends RequestForm {
  readonly keyPassword?: string | undefined;
  readonly signed?: boolean | undefined;
  /** What it is encrypted with; 3DES by default. */
  readonly cipher?: RequestCipher | undefined;
  /** What the card signs; SHA-256 by default. */
  readonly digest?: RequestDigest | undefined;
}

export interface CompleteRequest {
  readonly keyPassword?: string | undefined;
  readonly p12Password?: string | undefined;
  readonly pair?: boolean | undefined;
  /** `all`: those that the mail program does not list, too. */
  readonly attachments?: 'listed' | 'all' | undefined;
}

export interface WizardRequest {
  readonly kind: ServerKind;
  readonly server?: string | undefined;
  readonly password?: string | undefined;
}

const PASSWORD = optional(CODE);
const KIND = oneOf(SERVER_KINDS);
const REQUEST = instanceOf(RequestFolder, 'a request of Cleo.init');
export const ARGUMENTS = {
  cleoIn: parameters('cleoIn', { world: port('a world', 'elapse', 'start') }),
  configure: parameters('Cleo.configure', {
    settings: members({
      cryptolib: optional(oneOf(['installed', 'absent'])),
      olderVersion: optional(TEXT),
      mail: optional(oneOf(['allowed', 'refused'])),
      ldap: optional(oneOf(['open', 'ldaps', 'closed'])),
    }),
  }),
  request: parameters('Cleo.request', { name: optional(TEXT) }),
  init: parameters('Cleo.init', {
    request: members({
      kind: KIND,
      folder: optional(TEXT),
      name: optional(TEXT),
      password: PASSWORD,
      bits: optional(either(wholeNumber(1024, 1024), wholeNumber(2048, 2048))),
    }),
  }),
  issue: parameters('Cleo.issue', {
    request: REQUEST,
    form: members({
      server: TEXT,
      structureId: TEXT,
      structureName: optional(TEXT),
      keyPassword: PASSWORD,
      signed: optional(FLAG),
      cipher: optional(oneOf(Object.keys(REQUEST_CIPHERS))),
      digest: optional(oneOf(REQUEST_DIGESTS)),
    }),
  }),
  send: parameters('Cleo.send', { request: REQUEST }),
  complete: parameters('Cleo.complete', {
    request: REQUEST,
    options: members({
      keyPassword: PASSWORD,
      p12Password: PASSWORD,
      pair: optional(FLAG),
      attachments: optional(oneOf(['listed', 'all'])),
    }),
  }),
  wizard: parameters('Cleo.wizard', { options: members({ kind: KIND, server: optional(TEXT), password: PASSWORD }) }),
};
