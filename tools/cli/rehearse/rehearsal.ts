/** Every cell is played against an operator, and held against the notice. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Pki } from '../../../simulator/pki/index.ts';
import { HealthServices, type MssanteSettings } from '../../../simulator/services/index.ts';
import { hostNames } from '../../../simulator/services/mssante/flows.ts';
import { type CardFiles, makeCards } from './cards.ts';
import { CARDS, type Card, type Cell } from './cells.ts';
import { noticeOf, type Verdict, type Why } from './notice.ts';
import { type Seen, visited } from './probe.ts';

export interface Played {
  readonly cell: Cell;
  readonly notice: Verdict;
  /** Undefined where there is nothing to play. */
  readonly seen?: Seen;
  readonly differs: boolean;
}

/** What a client is given, ours or another one. */
export interface Given {
  readonly cell: Cell;
  readonly host: string;
  readonly port: number;
  readonly trusted: readonly Bytes[];
  readonly card: CardFiles | undefined;
  readonly at: Date;
  /** Judges certificates. */
  readonly pki: Pki;
}

export interface RehearsalOptions {
  readonly at: Date;
  readonly cells: readonly Cell[];
  /** Undefined says only whether it passes. */
  readonly play?: (given: Given) => Promise<Seen | boolean>;
  /** What the operator does otherwise than the notice wants. */
  readonly operator?: Partial<MssanteSettings>;
  readonly progress?: (done: number, of: number) => void;
}

const IN_PRODUCTION = ['sante-elementaire-organisations', '2bis-classe-4'] as const;

/** The operator's own words for what the notice calls so. */
const REASONS: Readonly<Partial<Record<Why, string>>> = {
  noCard: 'noCertificate',
  family: 'family',
  branch: 'branch',
  expired: 'expired',
  revoked: 'revoked',
};

function differs({ outcome, why }: Verdict, seen: Seen | boolean): boolean {
  if (typeof seen === 'boolean') return seen !== (outcome === 'passes');
  if (seen.outcome !== outcome) return true;
  if (seen.outcome === 'client') return seen.why !== why;
  const said = seen.outcome === 'operator' ? seen.reason : undefined;
  return said !== undefined && why !== undefined && said !== REASONS[why];
}

function ours(given: Given): Promise<Seen> {
  const { interface: of, client } = given.cell;
  return visited({ ...given, interface: of, sni: client.sni });
}

class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #services: HealthServices;
  readonly #cards: ReadonlyMap<Card, CardFiles>;
  readonly #trust: { readonly old: readonly Bytes[]; readonly both: readonly Bytes[] };

  private constructor(options: RehearsalOptions, services: HealthServices, cards: ReadonlyMap<Card, CardFiles>) {
    this.#options = options;
    this.#services = services;
    this.#cards = cards;
    const [next, old] = IN_PRODUCTION.map((id) => services.pki.chain(id).certificates) as [
      readonly Bytes[],
      readonly Bytes[],
    ];
    // Whoever lives in this world trusts commercial authorities.
    const trusted = [...old, services.mssante.commercialAuthority];
    this.#trust = { old: trusted, both: [...trusted, ...next] };
  }

  static async open(options: RehearsalOptions): Promise<Rehearsal> {
    const clock = { ...SYSTEM_CLOCK, date: () => options.at };
    const services = await HealthServices.start({ names: ['mssante'], clock });
    try {
      await services.mssante.configure({ environment: 'production', ...options.operator });
      const cards = await makeCards(
        services.pki,
        CARDS.filter((one) => options.cells.some(({ card }) => card === one)),
        options.at,
      );
      return new Rehearsal(options, services, cards);
    } catch (error) {
      await services.close();
      throw error;
    }
  }

  async play(): Promise<Played[]> {
    const { cells, progress } = this.#options;
    const played: Played[] = [];
    for (const cell of cells) {
      const { mssante } = this.#services;
      if (mssante.settings.strategy !== cell.strategy) await mssante.configure({ strategy: cell.strategy });
      played.push(await this.#playOne(cell));
      progress?.(played.length, cells.length);
    }
    return played;
  }

  close(): Promise<void> {
    return this.#services.close();
  }

  async #playOne(cell: Cell): Promise<Played> {
    const { at, play = ours } = this.#options;
    const notice = noticeOf(cell, at);
    if (notice.outcome === 'none') return { cell, notice, differs: false };
    const seen = await play(this.#given(cell));
    const told: Seen = typeof seen === 'boolean' ? { outcome: seen ? 'passes' : 'operator' } : seen;
    return { cell, notice, seen: told, differs: differs(notice, seen) };
  }

  #given(cell: Cell): Given {
    const { interface: of, flow, client, card } = cell;
    const { ports, webServices } = this.#services.mssante;
    const host = hostNames(of, flow, 'production').at(-1) as string;
    const port = { imap: ports.imap, smtp: ports.submission, soap: webServices.port }[of];
    const isRead = client.newCryptolib || card === '2ter';
    const trusted = client.newChain ? this.#trust.both : this.#trust.old;
    return {
      cell,
      host,
      port,
      trusted,
      card: isRead ? this.#cards.get(card) : undefined,
      at: this.#options.at,
      pki: this.#services.pki,
    };
  }
}

/** @throws ServiceError when the operator cannot start */
export async function rehearse(options: RehearsalOptions): Promise<Played[]> {
  const rehearsal = await Rehearsal.open(options);
  try {
    return await rehearsal.play();
  } finally {
    await rehearsal.close();
  }
}
