/** What the client half of CleoCPS hands out, by name. */
export type { RequestForm, ServerKind as CleoServerKind } from '../../driver/cleo/form.ts';
export type { RequestCipher, RequestDigest } from '../../driver/cleo/request-ciphers.ts';
export type { RequestState, RequestStep } from '../../driver/cleo/request-folder.ts';
