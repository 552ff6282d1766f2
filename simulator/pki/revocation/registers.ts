/** The registers of all authorities of one Pki. */
import type { Clock } from '#common/clock.ts';
import { AUTHORITIES, type AuthorityId } from '../authorities/index.ts';
import type { IssuingAuthority } from '../authority.ts';
import type { ListAddresses } from '../list-addresses.ts';
import type { AuthorityState } from '../state.ts';
import type { UrlForm } from '../urls.ts';
import { AuthorityRegister } from './register.ts';

export interface RegistersContext {
  readonly urls: UrlForm;
  readonly lists?: ListAddresses | undefined;
  readonly clock: Clock;
  readonly certificateHold: boolean;
  readonly authority: (id: AuthorityId) => IssuingAuthority;
  /** Is told that something was entered. */
  readonly changed: () => void;
}

/** Those whose certificates an authority issued: a root its own too. */
function certifiedBy(id: AuthorityId): AuthorityId[] {
  const all = Object.entries(AUTHORITIES) as [AuthorityId, (typeof AUTHORITIES)[AuthorityId]][];
  return all.filter(([below, { issuer = below }]) => issuer === id).map(([below]) => below);
}

export class Registers {
  readonly #context: RegistersContext;
  readonly #registers = new Map<AuthorityId, AuthorityRegister>();

  constructor(context: RegistersContext) {
    this.#context = context;
  }

  get urls(): UrlForm {
    return this.#context.urls;
  }

  authority(id: AuthorityId): IssuingAuthority {
    return this.#context.authority(id);
  }

  stateOf(authority: IssuingAuthority): AuthorityState {
    const nothing = { issued: [], changes: [] };
    return { given: authority.serialNumbers.given, ...(this.#registers.get(authority.id)?.state ?? nothing) };
  }

  /** The register of an authority, the same each time. */
  of(authority: IssuingAuthority): AuthorityRegister {
    const known = this.#registers.get(authority.id);
    if (known !== undefined) return known;
    const { urls, lists, ...options } = this.#context;
    const issuer = authority.issuer === undefined ? authority : options.authority(authority.issuer);
    const register = new AuthorityRegister({ authority, issuer, urls, lists }, options);
    this.#registers.set(authority.id, register);
    for (const below of certifiedBy(authority.id).map(options.authority))
      register.enter(below.serial, new Date(below.layout.validity.from));
    return register;
  }
}
