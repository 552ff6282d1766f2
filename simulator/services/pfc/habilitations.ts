/**
 * Who may order what, for which structure and domain: what forms 413 said.
 *
 * Source: reference/documents.md D05 to D11, D16.
 */
import type { Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import { coverageOf, covers } from './domains.ts';
import { checkForm, type Form413 } from './form-413.ts';
import { OFFERS, type OfferId, type UsageId } from './offers.ts';
import { PortalError } from './portal-error.ts';

export type { Form413 } from './form-413.ts';

export interface Habilitation extends Form413 {
  readonly usages: readonly UsageId[];
  readonly mail: string;
}

/** What somebody wants to do something with. */
export interface Terms {
  readonly offer: OfferId;
  readonly usage: UsageId;
  /** IdNat_Struct. */
  readonly structure?: string | undefined;
  /** The service applicatif. */
  readonly service?: string | undefined;
}

/** Where somebody reads mail who said nothing of it; nobody has such an address. Source: simulation. */
export function mailOf(nationalId: string): string {
  return `${nationalId.toLowerCase().replace(/[^a-z0-9]/g, '-')}@porteurs.invalid`;
}

const SHOWN = 64;

/** A server of the offer SERV is covered by its domain; the others have none. */
function coversService({ domain }: Habilitation, service: string | undefined): boolean {
  if (domain === undefined) return true;
  const coverage = coverageOf(domain);
  return coverage !== undefined && service !== undefined && covers(coverage, service);
}

function isFor(habilitation: Habilitation, { offer, usage, structure }: Terms): boolean {
  const { usages } = habilitation;
  return habilitation.offer === offer && usages.includes(usage) && habilitation.structure.nationalId === structure;
}

export class Habilitations {
  #all: readonly Habilitation[] = [];

  /** A form again for the same person, structure, offer and domain takes the place of the first. @throws PortalError `form` */
  add(form: Form413): Habilitation {
    const usages = checkForm(form);
    const habilitation = { ...form, usages, mail: form.mail ?? mailOf(form.person) };
    const same = (one: Habilitation) =>
      one.person === form.person &&
      one.structure.nationalId === form.structure.nationalId &&
      one.offer === form.offer &&
      one.domain?.toLowerCase() === form.domain?.toLowerCase();
    this.#all = [...this.#all.filter((one) => !same(one)), habilitation];
    return habilitation;
  }

  /** Takes those of a person away, of one structure or of all; returns how many there were. */
  remove(person: string, structure?: string): number {
    const gone = (one: Habilitation) =>
      one.person === person && (structure === undefined || one.structure.nationalId === structure);
    const before = this.#all.length;
    this.#all = this.#all.filter((one) => !gone(one));
    return before - this.#all.length;
  }

  get all(): readonly Habilitation[] {
    return this.#all;
  }

  /** These and no others, as they were added before. */
  enterAgain(all: readonly Habilitation[]): void {
    this.#all = all;
  }

  of(person: string): readonly Habilitation[] {
    return this.#all.filter((one) => one.person === person);
  }

  /** Every administrator who may do this. */
  for(terms: Terms): readonly Habilitation[] {
    return this.#all.filter((one) => isFor(one, terms) && coversService(one, terms.service));
  }

  /** The habilitation that allows it. @throws PortalError `notHabilitated`, `domain` */
  require(person: string, terms: Terms): Habilitation {
    const fitting = this.of(person).filter((one) => isFor(one, terms));
    const found = fitting.find((one) => coversService(one, terms.service));
    if (found !== undefined) return found;
    throw fitting.length === 0 ? notHabilitated(terms) : notCovered(fitting, terms.service ?? '');
  }
}

function notHabilitated({ offer, usage, structure }: Terms): PortalError {
  const { title }: { readonly title: Text } = OFFERS[offer];
  const shown = terminalText((structure ?? '-').slice(0, SHOWN));
  return new PortalError('notHabilitated', {
    en: `you are not habilitated for ${offer} ${usage} (${title.en}) of the structure ${shown}: its representative sends form 413`,
    fr: `vous n'êtes pas habilité pour ${offer} ${usage} (${title.fr}) de la structure ${shown} : son représentant envoie le formulaire 413`,
  });
}

function notCovered(fitting: readonly Habilitation[], service: string): PortalError {
  const domains = fitting.map(({ domain }) => domain).join(', ');
  const shown = terminalText(service.slice(0, SHOWN));
  return new PortalError('domain', {
    en: `'${shown}' is not in the domains you are habilitated for (${domains}): send form 413 again with the widest domain`,
    fr: `« ${shown} » n'est pas dans les domaines de votre habilitation (${domains}) : renvoyez le formulaire 413 avec le domaine le plus large`,
  });
}
