/**
 * The register of an authority: what it issued, what it revoked and when.
 *
 * It is a line of time: whatever is entered counts from its date on, and each moment can be asked, past or to come. What is
 * entered with a date of the past rewrites what the lists of then say. Each call is done or refused as a whole.
 */
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { PkiError, type PkiReason } from '../pki-error.ts';
import type { AuthorityState } from '../state.ts';
import { checkAt, checkMoment, checkRevoke, checkStatus } from './arguments.ts';
import type { CertificateList } from './certificate-list.ts';
import { type ListOptions, Publication, type Publisher } from './publication.ts';
import type { CrlReason, RevocationReason } from './reasons.ts';
import { type Change, dateOf, type IssuedNumber, lastChange, secondOf, Timeline } from './timeline.ts';

/** A certificate that is revoked or on hold. */
export interface Revocation {
  /** In hexadecimal. */
  readonly serial: string;
  /** To the second. */
  readonly at: Date;
  readonly reason: RevocationReason | 'certificateHold';
}

/** `unknown`: the authority never issued it. */
export type CertificateStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | ({ readonly status: 'revoked' } & Omit<Revocation, 'serial'>);

export interface RevocationMoment {
  /** Now by default. */
  readonly at?: Date;
}

export interface RevokeOptions extends RevocationMoment {
  /** `unspecified` by default, which lists say by saying nothing. */
  readonly reason?: RevocationReason;
}

/** The register as it is at one moment. */
export interface RegisterAt {
  readonly date: Date;
  status(serial: string): CertificateStatus;
  /** In the order of time. */
  revoked(): readonly Revocation[];
  /** The full list that is the newest at that moment: it is published each day at midnight (UTC). */
  crl(options?: ListOptions): CertificateList;
  /**
   * The delta list that is the newest: what happened since the full one. It is published with each revocation.
   * @throws PkiError `noDeltaCrl` for a root: it publishes none
   */
  deltaCrl(options?: ListOptions): CertificateList;
}

export interface RevocationRegister {
  /**
   * Revokes a certificate, for good.
   * @param serial in hexadecimal
   * @throws PkiError `unknownSerial`, `alreadyRevoked`, `revocationDate`
   */
  revoke(serial: string, options?: RevokeOptions): Revocation;
  /**
   * Simulation: no health authority takes a revocation back. @throws as `revoke`; `certificateHold` unless the Pki was
   * made with `simulation: { certificateHold: true }`
   */
  hold(serial: string, options?: RevocationMoment): Revocation;
  /** Takes a certificate from hold. @throws as `hold`; `notOnHold` */
  release(serial: string, options?: RevocationMoment): void;
  /** The register at a moment, now by default. @throws PkiError `revocationDate` before the authority was there */
  at(date?: Date): RegisterAt;
}

export interface RegisterOptions {
  readonly clock: Clock;
  readonly certificateHold: boolean;
  /** Is told that something was entered. */
  readonly changed: () => void;
}

function refusal(reason: PkiReason, en: string, fr: string): PkiError {
  const text: Text = { en, fr };
  return new PkiError(reason, text);
}

const NONE: readonly Change[] = [];
/** Years that a list can write. */
const LAST_SECOND = secondOf(new Date('9999-12-01T00:00:00Z'));

export class AuthorityRegister implements RevocationRegister {
  readonly #issued = new Map<string, IssuedNumber>();
  readonly #timeline = new Timeline();
  readonly #publication: Publication;
  readonly #publisher: Publisher;
  readonly #options: RegisterOptions;

  constructor(publisher: Publisher, options: RegisterOptions) {
    this.#publisher = publisher;
    this.#publication = new Publication(publisher, this.#timeline);
    this.#options = options;
  }

  /** Enters a certificate, issued at the first of these moments. One that is made again is the one that is there. */
  enter(serial: Bytes, ...moments: readonly Date[]): void {
    const name = toHex(serial);
    if (this.#issued.has(name)) return;
    const issuedAt = Math.min(...moments.map(secondOf));
    this.#issued.set(name, { serial: name, issuedAt, changes: NONE });
    this.#options.changed();
  }

  get state(): Pick<AuthorityState, 'issued' | 'changes'> {
    return {
      issued: [...this.#issued.values()].map(({ serial, issuedAt }) => [serial, issuedAt] as const),
      changes: this.#timeline.changes.map(({ issued, second, reason }) => [issued.serial, second, reason] as const),
    };
  }

  /** Enters what was entered before. */
  enterAgain({ issued, changes }: Pick<AuthorityState, 'issued' | 'changes'>): void {
    for (const [serial, issuedAt] of issued)
      if (!this.#issued.has(serial)) this.#issued.set(serial, { serial, issuedAt, changes: NONE });
    for (const [serial, second, reason] of changes) this.#timeline.add({ issued: this.#known(serial), second, reason });
  }

  revoke(serial: string, options: RevokeOptions = {}): Revocation {
    checkRevoke(serial, options);
    return this.#change(serial, options.reason ?? 'unspecified', options.at);
  }

  hold(serial: string, options: RevocationMoment = {}): Revocation {
    this.#checkHold();
    checkMoment(serial, options);
    const { issued, second } = this.#moment(serial, options.at);
    if (issued.changes.at(-1)?.reason === 'certificateHold')
      throw refusal('alreadyRevoked', `${issued.serial}: already on hold`, `${issued.serial} : déjà suspendu`);
    return this.#entered(issued, second, 'certificateHold');
  }

  release(serial: string, options: RevocationMoment = {}): void {
    this.#checkHold();
    checkMoment(serial, options);
    const { issued, second } = this.#moment(serial, options.at);
    if (issued.changes.at(-1)?.reason !== 'certificateHold')
      throw refusal('notOnHold', `${issued.serial}: not on hold`, `${issued.serial} : non suspendu`);
    this.#timeline.add({ issued, second, reason: 'removeFromCRL' });
    this.#options.changed();
  }

  at(date: Date = this.#options.clock.date()): RegisterAt {
    checkAt(date);
    const second = this.#checkedSecond(date);
    return {
      date: dateOf(second),
      status: (serial) => {
        checkStatus(serial);
        return this.status(serial, second);
      },
      revoked: () => this.#timeline.between(Number.NEGATIVE_INFINITY, second).flatMap(revocationOf),
      crl: (options = {}) => this.#publication.full(second, options),
      deltaCrl: (options = {}) => this.#publication.delta(second, options),
    };
  }

  /** @param second since 1970 */
  status(serial: string, second: number): CertificateStatus {
    const issued = this.#issued.get(serial.toUpperCase());
    if (issued === undefined) return { status: 'unknown' };
    const change = lastChange(issued, second);
    const [revocation] = change === undefined ? [] : revocationOf(change);
    if (revocation === undefined) return { status: 'good' };
    return { status: 'revoked', at: revocation.at, reason: revocation.reason };
  }

  #change(serial: string, reason: RevocationReason, at: Date | undefined): Revocation {
    const { issued, second } = this.#moment(serial, at);
    return this.#entered(issued, second, reason);
  }

  #entered(issued: IssuedNumber, second: number, reason: Revocation['reason']): Revocation {
    this.#timeline.add({ issued, second, reason });
    this.#options.changed();
    return { serial: issued.serial, at: dateOf(second), reason };
  }

  /** The certificate and the second from which something new may be said of it. */
  #moment(serial: string, at: Date = this.#options.clock.date()): { issued: IssuedNumber; second: number } {
    const issued = this.#known(serial);
    const last = issued.changes.at(-1);
    if (last !== undefined && !isPassing(last.reason)) {
      const since = dateOf(last.second).toISOString();
      throw refusal(
        'alreadyRevoked',
        `${issued.serial}: revoked since ${since} (${last.reason}): a revocation is final`,
        `${issued.serial} : révoqué depuis ${since} (${last.reason}) : une révocation est définitive`,
      );
    }
    return { issued, second: this.#checkedSecond(at, last?.second ?? issued.issuedAt) };
  }

  #known(serial: string): IssuedNumber {
    const issued = this.#issued.get(serial.toUpperCase());
    if (issued !== undefined) return issued;
    const [shown, { id }] = [terminalText(serial.slice(0, 60)), this.#publisher.authority];
    throw refusal(
      'unknownSerial',
      `serial number '${shown}': ${id} issued no such certificate; expected its serial number in hexadecimal`,
      `numéro de série « ${shown} » : ${id} n'a pas émis ce certificat ; attendu : son numéro en hexadécimal`,
    );
  }

  #checkedSecond(date: Date, from = this.#publication.firstSecond): number {
    const second = secondOf(date);
    if (second >= from && second <= LAST_SECOND) return second;
    const found = Number.isNaN(second) ? undefined : date.toISOString();
    const expected = dateOf(from).toISOString();
    throw refusal(
      'revocationDate',
      `date: found ${found ?? 'no date'}, expected ${expected} or later`,
      `date : ${found ?? 'aucune'} trouvée, attendu ${expected} ou plus tard`,
    );
  }

  #checkHold(): void {
    if (this.#options.certificateHold) return;
    throw refusal(
      'certificateHold',
      'certificateHold: the authorities of health take no revocation back; to simulate one that does: new Pki({ simulation: { certificateHold: true } })',
      'certificateHold : les autorités de la santé ne lèvent aucune révocation ; pour en simuler une : new Pki({ simulation: { certificateHold: true } })',
    );
  }
}

function isPassing(reason: CrlReason): boolean {
  return reason === 'certificateHold' || reason === 'removeFromCRL';
}

function revocationOf({ issued, second, reason }: Change): Revocation[] {
  return reason === 'removeFromCRL' ? [] : [{ serial: issued.serial, at: dateOf(second), reason }];
}
