/** What the registration server makes of a request: a certificate, or the rule it breaks. */
import type { CmsRecipient } from '#formats/cms-enveloped.ts';
import { idsOf } from '#formats/cms-parts.ts';
import { FormatError } from '#formats/format-error.ts';
import { valuesOfName } from '#formats/names.ts';
import type { CertificateRequest } from '#formats/request.ts';
import { UsedKeys } from '#formats/used-keys.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type {
  AuthorityId,
  CertificateProfileId,
  IssuedCertificate,
  SoftwareSubject,
  StandingRule,
} from '../../pki/index.ts';
import type { ServiceContext } from '../service.ts';
import type { AdministrativeFile, AdministrativeFiles, Asked, ServerKind } from './administrative-files.ts';
import { openMessage, openRequest } from './opening.ts';
import type { ReceiverRules } from './receivers.ts';
import { isRefusal, type Refusal, type RegistrationRule, refusal } from './rules.ts';

interface Issue {
  readonly profile: CertificateProfileId;
  readonly authority: AuthorityId;
}

/** Source: reference/documents.md L02, L28; S/MIME under class 5: simulation. */
const ISSUES: Readonly<Record<ServerKind, Issue>> = {
  ssl: { profile: '2bis-ssl', authority: '2bis-test-classe-4' },
  smime: { profile: '2bis-smime', authority: '2bis-test-classe-5' },
};
const KEY_LENGTHS: readonly number[] = [1024, 2048];
/** Authorities whose certificates stand on cards of people. */
const OF_CARDS = /^(?:sante-.+-personnes|2ter-.+-classe-\d)$/;

/** What counts of a card: the authorities of 2TER have been past their dates since 2020. */
const CARD_RULES: Readonly<Partial<Record<StandingRule, RegistrationRule>>> = {
  notYetValid: 'cardNotValid',
  expired: 'cardNotValid',
  revoked: 'cardRevoked',
  onHold: 'cardRevoked',
};

export interface ExaminerOptions extends Pick<ServiceContext, 'pki' | 'clock'> {
  readonly files: AdministrativeFiles;
  /** Of the server itself. */
  readonly recipient: CmsRecipient;
  /** What the server reads. */
  readonly rules: () => ReceiverRules;
}

/** A request that was granted. */
export interface Granted {
  readonly asked: Asked;
  readonly file: AdministrativeFile;
  readonly issued: IssuedCertificate;
}

/** A request that was not, and as much of it as was read until then. */
export interface Refused extends Refusal {
  readonly asked?: Partial<Asked>;
}

/** What the request names: a mail address in it makes it one for S/MIME. */
function serverAsked({ subject }: CertificateRequest): Omit<Asked, 'holder'> | Refusal {
  const values = valuesOfName(subject);
  const [email] = values.get('emailAddress') ?? [];
  const [server, structureId] = [email ?? values.get('CN')?.[0], values.get('OU')?.[0]];
  if (server === undefined || structureId === undefined) return refusal('request');
  return { kind: email === undefined ? 'ssl' : 'smime', server, structureId };
}

function subjectOf({ structure, server, kind }: AdministrativeFile): SoftwareSubject {
  const names = kind === 'ssl' ? { dnsNames: [server] } : { emails: [server] };
  return { kind: 'software', commonName: server, structure, ...names };
}

export class Examiner {
  readonly #options: ExaminerOptions;
  #keys = new UsedKeys();

  constructor(options: ExaminerOptions) {
    this.#options = options;
  }

  get keys(): ReturnType<UsedKeys['entries']> {
    return this.#keys.entries();
  }

  /** These keys alone were seen before. */
  enterKeys(keys: Iterable<readonly [fingerprint: string, uses: readonly string[]]>): void {
    this.#keys = new UsedKeys('one-certificate', keys);
  }

  /** In one step, from the bytes to the certificate: nothing else is examined meanwhile. */
  examine(message: Bytes): Granted | Refused {
    const rules = this.#options.rules();
    const opened = openMessage(message, this.#options.recipient, rules);
    if (isRefusal(opened)) return opened;
    const wrongCard = this.#cardRefusal(opened.signer);
    if (wrongCard !== undefined) return wrongCard;
    const request = openRequest(opened.content, rules);
    if (isRefusal(request)) return request;
    if (!KEY_LENGTHS.includes(request.modulusBits)) return refusal('keyLength');
    const server = serverAsked(request);
    if (isRefusal(server)) return server;
    const [holder = ''] = valuesOfName(idsOf(opened.signer).subject).get('CN') ?? [];
    const asked = { ...server, holder };
    if (!this.#isNew(request, asked)) return { ...refusal('replayed'), asked };
    const file = this.#options.files.fileOf(asked);
    if (isRefusal(file)) return { ...file, asked };
    const { profile, authority } = ISSUES[asked.kind];
    const issued = this.#options.pki.issue(profile, subjectOf(file), request.publicKey, { authority });
    return { asked, file, issued };
  }

  #cardRefusal(signer: Bytes): Refusal | undefined {
    const { pki, clock } = this.#options;
    const { authority, broken } = pki.standing([signer], { at: clock.date() });
    if (authority?.branch !== 'test' || !OF_CARDS.test(authority.id)) return refusal('foreignCard');
    const found = broken.find(({ rule }) => CARD_RULES[rule] !== undefined);
    const rule = found && CARD_RULES[found.rule];
    return rule && refusal(rule);
  }

  /** From here on the key is used, whatever becomes of the request: it is never played again. */
  #isNew({ publicKey }: CertificateRequest, { kind, server }: Asked): boolean {
    try {
      this.#keys.take('p7m', publicKey, `${kind} ${server}`);
      return true;
    } catch (error) {
      if (error instanceof FormatError) return false;
      throw error;
    }
  }
}
