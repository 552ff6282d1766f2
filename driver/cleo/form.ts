/** The form of a request, and the request made of it. Source: reference/documents.md L02, L18; fields of the subject: simulation. */
import type { KeyObject } from 'node:crypto';
import type { Rdn } from '#formats/names.ts';
import { makeRequest } from '#formats/request.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CleoError } from './cleo-error.ts';

export const SERVER_KINDS = ['ssl', 'smime'] as const;
/** `ssl`: a server by its DNS name; `smime`: by its e-mail address. */
export type ServerKind = (typeof SERVER_KINDS)[number];

export interface RequestForm {
  /** Its full name, or its e-mail address: as in the administrative file. */
  readonly server: string;
  /** IdNat_Struct of the structure it belongs to. */
  readonly structureId: string;
  /** Raison sociale. */
  readonly structureName?: string | undefined;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** Source: RFC 1035, 2.3.1; what fits into a common name. */
const FQDN = new RegExp(`^(?=.{1,64}$)${LABEL}(?:\\.${LABEL})+$`, 'i');
const EMAIL = new RegExp(`^(?=.{1,64}$)[a-z0-9._%+-]+@${LABEL}(?:\\.${LABEL})+$`, 'i');
const STRUCTURE_ID = /^[0-9A-Z]{9,20}$/;

function isFqdn(text: string): boolean {
  return FQDN.test(text);
}

function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

function wrong(en: string, fr: string): CleoError {
  return new CleoError('field', { en, fr });
}

/** @throws CleoError `field` */
export function checkForm(kind: ServerKind, { server, structureId }: RequestForm): void {
  if (kind === 'ssl' && !isFqdn(server))
    throw wrong(
      `server '${server}', expected its full name (FQDN) of at most 64 characters: serveur.domaine.fr`,
      `serveur '${server}', attendu : son nom complet (FQDN) de 64 caractères au plus : serveur.domaine.fr`,
    );
  if (kind === 'smime' && !isEmail(server))
    throw wrong(
      `server '${server}', expected its e-mail address of at most 64 characters: serveur@domaine.fr`,
      `serveur '${server}', attendu : son adresse e-mail de 64 caractères au plus : serveur@domaine.fr`,
    );
  if (!STRUCTURE_ID.test(structureId))
    throw wrong(
      `structure '${structureId}', expected its national identification: 9 to 20 digits and capital letters`,
      `structure '${structureId}', attendu : son identification nationale : 9 à 20 chiffres et majuscules`,
    );
}

/** PKCS#10 of that form in DER, signed with the key it is for. @throws FormatError `name` */
export function requestOf(
  kind: ServerKind,
  { server, structureId, structureName }: RequestForm,
  key: KeyObject,
): Bytes {
  const subject: Rdn[] = [
    [{ type: 'C', value: 'FR' }],
    ...(structureName === undefined ? [] : [[{ type: 'O', value: structureName } as const]]),
    [{ type: 'OU', value: structureId }],
    [{ type: 'CN', value: server }],
    ...(kind === 'smime' ? [[{ type: 'emailAddress', value: server } as const]] : []),
  ];
  return makeRequest({ key, subject, ...(kind === 'ssl' && { dnsNames: [server] }) });
}
