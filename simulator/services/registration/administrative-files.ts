/** Administrative files: who may ask for the certificate of which server. Source: reference/documents.md L04 to L08. */
import { type Kind, listOf, members, oneOf, optional, parameters, TEXT, that } from '#common/arguments.ts';
import { CARD_KINDS, CARD_TYPES, type CardType } from '../../people/card-kinds.ts';
import type { SubjectStructure } from '../../pki/index.ts';
import { ServiceError } from '../service-error.ts';
import { type Refusal, refusal } from './rules.ts';

export const SERVER_KINDS = ['ssl', 'smime'] as const;
/** `ssl`: a server by its DNS name; `smime`: by its e-mail address. */
export type ServerKind = (typeof SERVER_KINDS)[number];

export interface AdministrativeFile {
  readonly kind: ServerKind;
  /** FQDN of the server, or its e-mail address. */
  readonly server: string;
  /** The one the server belongs to. */
  readonly structure: SubjectStructure;
  /** Card of the legal responsible, who answers for the file; nobody looks at it when none is named. */
  readonly responsible?: CardType | undefined;
  /** IdNat_PS of the holders of cards who may ask for its certificate. */
  readonly administrators: readonly string[];
  /** E-mail address of the legal responsible or the administrator, who is told that the file is accepted. */
  readonly notify: string;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** What fits into a common name. */
const FQDN = new RegExp(`^(?=.{1,64}$)${LABEL}(?:\\.${LABEL})+$`, 'i');
const EMAIL = new RegExp(`^(?=.{1,64}$)[a-z0-9._%+-]+@${LABEL}(?:\\.${LABEL})+$`, 'i');

function text(expected: string, fits: (value: string) => boolean): Kind {
  return that(expected, (value) => typeof value === 'string' && fits(value));
}

const STRUCTURE = members({ name: text('a name of 1 to 64 characters', isShort), nationalId: TEXT, department: TEXT });
const FILE = {
  structure: STRUCTURE,
  responsible: optional(oneOf(CARD_TYPES)),
  administrators: that('at least one IdNat_PS', isFilledList),
  notify: text('an e-mail address', (value) => EMAIL.test(value)),
};
const SERVER: Readonly<Record<ServerKind, Kind>> = {
  ssl: text('the full name of a server: serveur.domaine.fr', (value) => FQDN.test(value)),
  smime: text('the e-mail address of a server: serveur@domaine.fr', (value) => EMAIL.test(value)),
};

function isShort(value: string): boolean {
  return value.length >= 1 && value.length <= 64;
}

function isFilledList(value: unknown): boolean {
  return listOf(TEXT)(value, '') === undefined && (value as readonly string[]).length > 0;
}

/** The server is named as its kind has it. */
const ADMINISTRATIVE_FILE: Kind = (value, path) => {
  const kind = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  const fault = oneOf(SERVER_KINDS)(kind, `${path}.kind`);
  return fault ?? members({ ...FILE, kind: TEXT, server: SERVER[kind as ServerKind] })(value, path);
};

export const checkAccept = parameters('Registration.accept', { file: ADMINISTRATIVE_FILE });

/** A CDE, a CPA of a director (CDA), or a CPS. Source: reference/documents.md L05. @throws ServiceError `responsible` */
export function checkResponsible({ responsible, structure }: AdministrativeFile): void {
  if (responsible === undefined || responsible === 'CPS' || CARD_KINDS[responsible].director) return;
  throw new ServiceError('responsible', {
    en: `administrative file of ${structure.name}: its legal responsible holds a ${responsible}, expected a CDE, a CDA (CPA of a director) or a CPS`,
    fr: `dossier administratif de ${structure.name} : son responsable légal a une ${responsible}, attendu : une CDE, une CDA (CPA Directeur) ou une CPS`,
  });
}

/** Who asks for which certificate. */
export interface Asked {
  readonly kind: ServerKind;
  readonly server: string;
  /** IdNat_Struct in the request. */
  readonly structureId: string;
  /** IdNat_PS of the holder of the card. */
  readonly holder: string;
}

/** Case means nothing in names of servers, nor in addresses as this server compares them. */
function sameServer(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export class AdministrativeFiles {
  #files: readonly AdministrativeFile[] = [];

  /** A file of the same server takes the place of the one before. */
  accept(file: AdministrativeFile): void {
    const others = this.#files.filter(({ kind, server }) => kind !== file.kind || !sameServer(server, file.server));
    this.#files = [...others, file];
  }

  /** These and no others. */
  enterAgain(files: readonly AdministrativeFile[]): void {
    this.#files = files;
  }

  get all(): readonly AdministrativeFile[] {
    return this.#files;
  }

  /** The file that lets this request through, or the rule it breaks. */
  fileOf({ kind, server, structureId, holder }: Asked): AdministrativeFile | Refusal {
    const file = this.#files.find((one) => one.kind === kind && sameServer(one.server, server));
    if (file === undefined) {
      const known = this.#files.some(({ structure }) => structure.nationalId === structureId);
      return refusal(known ? 'otherDomain' : 'noFile');
    }
    if (file.structure.nationalId !== structureId) return refusal('otherStructure');
    return file.administrators.includes(holder) ? file : refusal('notAdministrator');
  }
}
