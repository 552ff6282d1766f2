/** The chain of a certificate up to what is trusted, or what is wrong with it. Source: RFC 5280, 6.1. */
import type { X509Certificate } from 'node:crypto';
import { authorityCertificate, readChain } from '#formats/chain.ts';
import { type Bytes, equalBytes } from '#iso7816/bytes.ts';
import type { Authority } from '../authority.ts';
import { type BrokenRule, broken, nameIn, shown } from './rules.ts';

/** The authorities of health, as far as a chain is held against them. */
export interface KnownAuthorities {
  issuerOf(certificate: X509Certificate): Authority | undefined;
  /** The authority whose name a certificate has for its issuer, whoever signed it. */
  namedBy(certificate: X509Certificate): Authority | undefined;
}

/** What is held against what. */
export interface ChainOptions {
  /** Authorities that are installed, in DER. */
  readonly trusted: readonly Bytes[];
  /** How many authorities may stand between a certificate and the root; as many as there are by default. */
  readonly depth?: number | undefined;
  /** To tell a certificate of another authority of health from one of nobody's. */
  readonly known?: KnownAuthorities | undefined;
}

export interface FoundChain {
  /** From the certificate upwards, as far as it goes. */
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
  readonly broken: BrokenRule | undefined;
}

/** The authorities of health among those that are installed. */
function healthAuthorities({ trusted, known }: ChainOptions): Authority[] {
  return trusted.flatMap((one) => known?.issuerOf(authorityCertificate(one)) ?? []);
}

/** Of a certificate whose chain does not end in what is installed: what the authorities of health say of it. */
function stranger(certificate: X509Certificate, options: ChainOptions): BrokenRule | undefined {
  const { known } = options;
  if (known === undefined) return undefined;
  const person = nameIn(certificate);
  const issuer = known.issuerOf(certificate);
  if (issuer === undefined) return known.namedBy(certificate) === undefined ? undefined : forged(person, certificate);
  const installed = healthAuthorities(options);
  if (installed.some(({ branch }) => branch === issuer.branch)) {
    // Its root is installed and what stands between is not: the chain tells what.
    return installed.some(({ id }) => id === issuer.issuer) ? undefined : otherAuthority(person, issuer, installed);
  }
  return installed.length === 0 ? otherAuthority(person, issuer, installed) : otherBranch(person, issuer);
}

function forged(person: string, { issuer }: X509Certificate): BrokenRule {
  return broken('forged', person, {
    en: `names '${shown(issuer)}' as its issuer, whose key did not sign it: forged`,
    fr: `nomme « ${shown(issuer)} » comme émetteur, dont la clé ne l'a pas signé : contrefait`,
  });
}

function otherBranch(person: string, { branch }: Authority): BrokenRule {
  const text =
    branch === 'production'
      ? {
          en: 'a production card where those for tests are expected',
          fr: 'une carte de production là où celles de test sont attendues',
        }
      : {
          en: 'a test card where those of production are expected',
          fr: 'une carte de test là où celles de production sont attendues',
        };
  return broken('otherBranch', person, text);
}

function otherAuthority(person: string, { id }: Authority, installed: readonly Authority[]): BrokenRule {
  const expected = installed.filter(({ issuer }) => issuer !== undefined).map((one) => one.id);
  const list = expected.join(', ') || '-';
  return broken('otherAuthority', person, {
    en: `issued by '${id}'; expected: ${list}`,
    fr: `émis par « ${id} » ; attendu : ${list}`,
  });
}

/** @param rule what it is to who knows all authorities there are, or does not */
function unfinished(rule: 'unknownIssuer' | 'incompleteChain', person: string, missing: string): BrokenRule {
  return broken(rule, person, {
    en: `the authority '${shown(missing)}' is neither sent with it nor installed here`,
    fr: `l'autorité « ${shown(missing)} » n'est ni envoyée avec lui ni installée ici`,
  });
}

function unknownRoot(person: string, top: X509Certificate, alone: boolean): BrokenRule {
  if (alone)
    return broken('unknownIssuer', person, {
      en: 'signed by itself: no authority stands behind it',
      fr: "signé par lui-même : aucune autorité n'est derrière lui",
    });
  return broken('unknownIssuer', person, {
    en: `its root '${nameIn(top)}' is not installed here`,
    fr: `sa racine « ${nameIn(top)} » n'est pas installée ici`,
  });
}

function tooDeep(person: string, authorities: number, depth: number): BrokenRule {
  return broken('incompleteChain', person, {
    en: `${authorities} authorities stand between it and its root, the server goes up ${depth}`,
    fr: `${authorities} autorité(s) entre lui et sa racine, le serveur n'en remonte que ${depth}`,
  });
}

/** @param sent the certificate, and those that came with it, in DER */
export function chainOf(sent: readonly [Bytes, ...Bytes[]], options: ChainOptions): FoundChain {
  const [leaf, ...behind] = sent;
  // What is installed has been read and verified already.
  const others = behind.filter((one) => !options.trusted.some((known) => equalBytes(known, one)));
  const found = readChain(leaf, [...others, ...options.trusted]);
  const { chain } = found;
  const [certificate, top] = [chain[0], chain.at(-1) as X509Certificate];
  const person = nameIn(certificate);
  const installed = options.trusted.some((one) => equalBytes(one, top.raw));
  if (found.complete && installed) {
    const { depth = Number.POSITIVE_INFINITY } = options;
    const between = chain.length - 2;
    return { chain, broken: between > depth ? tooDeep(person, between, depth) : undefined };
  }
  const unknown = options.known !== undefined && options.known.issuerOf(certificate) === undefined;
  const rule = unknown ? 'unknownIssuer' : 'incompleteChain';
  const fault =
    found.missing === undefined
      ? unknownRoot(person, top, chain.length === 1)
      : unfinished(rule, person, found.missing);
  return { chain, broken: stranger(certificate, options) ?? fault };
}
