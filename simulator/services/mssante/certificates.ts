/** The operator's own certificates, as table 1 has them shown. Source: reference/documents.md M10, M17, M18; the key: simulation. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Pki, SoftwareSubject } from '../../pki/index.ts';
import { type Certified, MakerAuthority } from '../diapason/maker-authority.ts';
import { serverKey } from '../listening/server-key.ts';
import { allHostNames, CALENDAR, type Flow, type Interface, ISSUED_BY, type Shown } from './flows.ts';
import type { MssanteSettings } from './settings.ts';

const STRUCTURE = { name: 'OPERATEUR DE SIMULATION', nationalId: '10B9990000', department: 'Paris (75)' };
/** Stands for the commercial authority of footnote 2. */
const COMMERCIAL = 'AC COMMERCIALE SIMULATION';
const DAY_MS = 86_400_000;
/** By which this machine's programs come to the web services. */
const OWN_NAME = 'localhost';
const OTHER_NAME = 'autre-operateur.example';

export interface WantedCertificate {
  readonly shown: Shown;
  readonly interface: Interface;
  readonly flow: Flow;
  /** Of the names of that interface, the one that was asked for. */
  readonly host: string;
}

/**
 * When the certificate was ordered: before the end of 2BIS, or yesterday, so that programs that go by another clock take it too; one
 * that has expired four years ago.
 */
function validity(shown: Shown, settings: MssanteSettings, now: Date) {
  if (settings.faults.includes('expired')) {
    const to = new Date(now.getTime() - DAY_MS);
    return { from: new Date(to.getTime() - 1095 * DAY_MS), to };
  }
  const yesterday = new Date(now.getTime() - DAY_MS);
  const last = new Date(CALENDAR.last2bis.getTime() - DAY_MS);
  const first = CALENDAR.igcSanteSoftware;
  if (shown === '2bis') return { from: yesterday > last ? last : yesterday };
  return { from: yesterday < first ? first : yesterday };
}

export class OperatorCertificates {
  readonly #pki: Pki;
  readonly #clock: Clock;
  readonly #key: KeyObject;
  readonly #commercial: MakerAuthority;
  readonly #commercialCertificate: Certified;

  private constructor(pki: Pki, clock: Clock, key: KeyObject, commercial: CommercialOnes) {
    this.#pki = pki;
    this.#clock = clock;
    this.#key = key;
    this.#commercial = commercial.authority;
    this.#commercialCertificate = commercial.certified;
  }

  static async prepare(pki: Pki, clock: Clock): Promise<OperatorCertificates> {
    const [key, commercial] = await Promise.all([serverKey(), commercialOnes(clock.date())]);
    return new OperatorCertificates(pki, clock, key, commercial);
  }

  /** In DER: whoever trusts the commercial certificate of footnote 2 has it. */
  get commercialAuthority(): Bytes {
    return this.#commercial.certificate;
  }

  /** Key and chain to show; the same each time while the settings are. */
  certified(wanted: WantedCertificate, settings: MssanteSettings): Certified {
    const { shown, flow, host } = wanted;
    if (shown === 'commercial') return this.#commercialCertificate;
    const { profile, authority } = ISSUED_BY[shown];
    const own = wanted.interface === 'soap' ? [OWN_NAME] : [];
    const names = [...allHostNames(wanted.interface, flow), ...own];
    const subject = subjectOf(host, names, settings);
    const publicKey = createPublicKey(this.#key);
    const when = validity(shown, settings, this.#clock.date());
    const issued = this.#pki.issue(profile, subject, publicKey, {
      authority: authority[settings.environment],
      ...when,
    });
    // The root is not sent: whoever trusts it has it.
    return { key: this.#key, chain: this.#pki.chain(issued).certificates.slice(0, -1) };
  }
}

function subjectOf(host: string, names: readonly string[], { faults }: MssanteSettings): SoftwareSubject {
  const other = faults.includes('otherName');
  const commonName = other ? OTHER_NAME : host;
  const dnsNames = other ? [OTHER_NAME] : names;
  return {
    kind: 'software',
    commonName,
    structure: STRUCTURE,
    ...(!faults.includes('commonNameOnly') && { dnsNames }),
  };
}

interface CommercialOnes {
  readonly authority: MakerAuthority;
  /** One for every name: without SNI the web services are found by both (M19). */
  readonly certified: Certified;
}

async function commercialOnes(now: Date): Promise<CommercialOnes> {
  const authority = await MakerAuthority.found(COMMERCIAL, now);
  const dnsNames = [...allHostNames('soap', '2bis'), OWN_NAME];
  const commonName = dnsNames[0] as string;
  return { authority, certified: await authority.issue({ commonName, purpose: 'serverAuth', dnsNames }) };
}
