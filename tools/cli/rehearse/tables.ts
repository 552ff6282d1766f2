/** The tables of a rehearsal: a line for each card, a column for each client. */
import type { Text } from '#common/language.ts';
import type { Interface } from '../../../simulator/services/mssante/flows.ts';
import { say } from '../language.ts';
import { CARD_TEXTS, type Card, type Cell, type Client, WAYS, type Way } from './cells.ts';
import type { Verdict, Why } from './notice.ts';
import type { Seen } from './probe.ts';
import type { Played } from './rehearsal.ts';

const PASSES: Text = { en: 'passes', fr: 'passe' };

const WHY_TEXTS: Readonly<Record<Why, Text>> = {
  chain: { en: 'no: chain', fr: 'non : chaîne' },
  name: { en: 'no: name', fr: 'non : nom' },
  dates: { en: 'no: dates', fr: 'non : dates' },
  noCard: { en: 'no: no card', fr: 'non : sans carte' },
  family: { en: 'no: family', fr: 'non : famille' },
  branch: { en: 'no: test', fr: 'non : test' },
  expired: { en: 'no: expired', fr: 'non : périmée' },
  revoked: { en: 'no: revoked', fr: 'non : révoquée' },
  flow: { en: '(no flow)', fr: '(pas de flux)' },
  card: { en: '(no card)', fr: '(pas de carte)' },
};

const LEGEND: readonly Text[] = [
  {
    en: 'chain: the client does not trust the certificate shown; name: it is that of another flow (no SNI); dates: it has ended',
    fr: "chaîne : le client ne fait pas confiance au certificat présenté ; nom : c'est celui d'un autre flux (sans SNI) ; dates : il a pris fin",
  },
  {
    en: 'no card: the Cryptolib does not read it; family, test, expired, revoked: the operator refuses the card',
    fr: "sans carte : la Cryptolib ne la lit pas ; famille, test, périmée, révoquée : l'opérateur refuse la carte",
  },
];

const REFUSED: Readonly<Record<'client' | 'operator', Text>> = {
  client: { en: 'the client refuses', fr: 'le client refuse' },
  operator: { en: 'refused', fr: 'refusé' },
};

function noticeText({ outcome, why }: Verdict): string {
  return outcome === 'passes' || why === undefined ? say(PASSES) : say(WHY_TEXTS[why]);
}

function seenText(seen: Seen | undefined): string {
  if (seen === undefined) return '-';
  if (seen.outcome === 'passes') return say(PASSES);
  const detail = seen.outcome === 'client' ? seen.why : seen.reason;
  return `${say(REFUSED[seen.outcome])}${detail === undefined ? '' : ` (${detail})`}`;
}

const OLD_CRYPTOLIB: Text = { en: 'old Cryptolib', fr: 'vieille Cryptolib' };

function clientText({ newChain, sni, newCryptolib }: Client): string {
  const parts = [newChain ? { en: 'new chain', fr: 'AC nouvelle' } : { en: 'old chain', fr: 'AC 2BIS seule' }];
  if (!sni) parts.push({ en: 'no SNI', fr: 'sans SNI' });
  if (!newCryptolib) parts.push(OLD_CRYPTOLIB);
  return parts.map(say).join(', ');
}

function sameWay(a: Way, b: Way): boolean {
  return a.strategy === b.strategy && a.flow === b.flow;
}

/** A cell that differs is marked. */
function cellText(played: Played | undefined): string {
  if (played === undefined) return '';
  return played.differs ? `! ${seenText(played.seen)}` : noticeText(played.notice);
}

/** A client by what stands above a column. */
function column({ newChain, sni }: Client): string {
  return clientText({ newChain, sni, newCryptolib: true });
}

/** The old Cryptolib has a line of its own where it changes something. */
function rowsOf(played: readonly Played[]): readonly (readonly string[])[] {
  const heads = [...new Set(played.map(({ cell }) => column(cell.client)))];
  const row = (card: Card, newCryptolib: boolean) => {
    const here = played.filter(({ cell }) => cell.card === card && cell.client.newCryptolib === newCryptolib);
    return heads.map((head) => cellText(here.find(({ cell }) => column(cell.client) === head)));
  };
  const rows = [...new Set(played.map(({ cell }) => cell.card))].flatMap((card) => {
    const [now, before] = [row(card, true), row(card, false)];
    const name = say(CARD_TEXTS[card]);
    const isSame = before.every((text, i) => text === '' || text === now[i]);
    return [[name, ...now], ...(isSame ? [] : [[`${name}, ${say(OLD_CRYPTOLIB)}`, ...before]])];
  });
  return [['', ...heads], ...rows];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)));
  return rows.map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Interfaces whose tables say the same are told together. */
function tablesOf(way: Way, played: readonly Played[]): string[] {
  const here = played.filter(({ cell }) => sameWay(cell, way));
  const texts = new Map<string, Interface[]>();
  for (const one of new Set(here.map(({ cell }) => cell.interface))) {
    const table = columns(rowsOf(here.filter(({ cell }) => cell.interface === one))).join('\n');
    texts.set(table, [...(texts.get(table) ?? []), one]);
  }
  const flow = say({ en: `flow ${way.flow}`, fr: `flux ${way.flow}` });
  return [...texts].flatMap(([table, interfaces]) => [
    `${way.strategy}, ${flow}, ${interfaces.map((one) => one.toUpperCase()).join(', ')}`,
    ...table.split('\n'),
    '',
  ]);
}

function cellName({ strategy, flow, card, client, ...cell }: Cell): string {
  return `${strategy}, ${flow}, ${cell.interface.toUpperCase()}, ${say(CARD_TEXTS[card])}, ${clientText(client)}`;
}

function difference({ cell, notice, seen }: Played): string {
  const says = notice.says.join(', ');
  return say({
    en: `! ${cellName(cell)}: notice: ${noticeText(notice)} (${says}); played: ${seenText(seen)}`,
    fr: `! ${cellName(cell)} : notice : ${noticeText(notice)} (${says}) ; joué : ${seenText(seen)}`,
  });
}

/** The lines that people read. */
export function rehearsalLines(played: readonly Played[], at: Date): string[] {
  const differing = played.filter((one) => one.differs);
  const date = at.toISOString().slice(0, 10);
  const cells = played.length;
  const all = differing.length;
  return [
    say({ en: `Rehearsal of ${date}, ${cells} cells`, fr: `Répétition du ${date}, ${cells} cases` }),
    '',
    ...WAYS.flatMap((way) => tablesOf(way, played)),
    ...LEGEND.map(say),
    '',
    ...differing.map(difference),
    all === 0
      ? say({ en: 'all as the notice says', fr: 'tout est comme la notice le dit' })
      : say({ en: `${all} cells differ from the notice`, fr: `${all} cases diffèrent de la notice` }),
  ];
}

/** What programs read: docs/json.md. */
export function rehearsalJson(played: readonly Played[], at: Date): unknown {
  return {
    date: at.toISOString(),
    differences: played.filter((one) => one.differs).length,
    cells: played.map(({ cell: { client, ...cell }, notice, seen, differs }) => ({
      ...cell,
      ...{ client, notice, seen: seen ?? null, differs },
    })),
  };
}
