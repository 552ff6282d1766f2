/** What the site makes of a certificate: good, or every rule that it breaks, each with its layer and whose it is. */
import type { X509Certificate } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type AuthorityId, type CertificateStanding, type Pki, STANDING_LAYERS } from '../../pki/index.ts';
import { CARD_AUTHORITIES } from '../card-authorities.ts';
import { admissionRule, SOFTWARE_AUTHORITIES } from './admission.ts';
import type { TestSslSettings } from './settings.ts';
import { chainStrength } from './strength.ts';

/** A rule that is broken: of the certificate, of the handshake or of the proxy before the site. */
export interface SiteRule {
  readonly layer: string;
  readonly rule: string;
  readonly text: Text;
}

export interface Verdict {
  readonly standing: CertificateStanding | undefined;
  /** Empty: SUCCESS. */
  readonly broken: readonly SiteRule[];
}

const TLS: Text = { en: 'TLS', fr: 'TLS' };
const AUTHORISATION: Text = { en: 'authorisation', fr: 'autorisation' };

function named(layer: Text, { en, fr }: Text): Text {
  return { en: `${layer.en}: ${en}`, fr: `${layer.fr} : ${fr}` };
}

/** The layer stands first: what to look at when it goes wrong. */
export function siteRule(layer: string, rule: string, title: Text, text: Text): SiteRule {
  return { layer, rule, text: named(title, text) };
}

const NO_CERTIFICATE: Verdict = {
  standing: undefined,
  broken: [
    siteRule('TLS', 'noCertificate', TLS, {
      en: 'no certificate was shown: put your card into the reader, and close and open the browser',
      fr: 'aucun certificat présenté : mettez votre carte dans le lecteur, fermez et rouvrez le navigateur',
    }),
  ],
};

export interface JudgeOptions {
  readonly pki: Pki;
  readonly clock: Clock;
}

export class Judge {
  readonly #options: JudgeOptions;
  readonly #settings: TestSslSettings;
  readonly #trusted: readonly Bytes[];

  constructor(options: JudgeOptions, settings: TestSslSettings) {
    this.#options = options;
    this.#settings = settings;
    const chains = authoritiesOf(settings).map((id) => options.pki.authority(id).chain);
    this.#trusted = settings.trusted === 'roots' ? chains.map((chain) => chain.at(-1) as Bytes) : chains.flat();
  }

  /** @param sent the certificate, then those that came with it; empty when none was shown */
  verdict(sent: readonly Bytes[]): Verdict {
    const [leaf, ...others] = sent;
    if (leaf === undefined) return NO_CERTIFICATE;
    const { depth, securityLevel } = this.#settings;
    const standing = this.#options.pki.standing([leaf, ...others], {
      ...{ trusted: this.#trusted, depth, purpose: 'clientAuth', at: this.#options.clock.date() },
    });
    const rules = standing.broken.map(({ layer, rule, text }) => siteRule(layer, rule, STANDING_LAYERS[layer], text));
    rules.push(...this.#admission(standing));
    const weak = chainStrength(standing.chain, securityLevel);
    if (weak === undefined) return { standing, broken: rules };
    const { en, fr } = weak;
    const who = { en: `certificate of ${standing.person}: ${en}`, fr: `certificat de ${standing.person} : ${fr}` };
    return { standing, broken: [siteRule('TLS', 'tooWeak', TLS, who), ...rules] };
  }

  /** Of somebody whom nobody knows nothing is said of his rights. */
  #admission(standing: CertificateStanding): SiteRule[] {
    const { admits, branch } = this.#settings;
    const found = standing.authority && admissionRule(standing, admits, branch);
    return found === undefined ? [] : [siteRule('authorisation', found.rule, AUTHORISATION, found.text)];
  }
}

/** Whose certificates are trusted: those of cards, and of programs where they may come in. */
export function authoritiesOf({ branch, admits }: TestSslSettings): readonly AuthorityId[] {
  return [...CARD_AUTHORITIES[branch], ...(admits === 'anybody' ? [] : SOFTWARE_AUTHORITIES[branch])];
}

/** The certificate of whoever is at the other end, in DER. */
export function leafOf(certificate: X509Certificate): Bytes {
  return new Uint8Array(certificate.raw);
}
