/** `cps-sim rehearse mssante`: the migration of a mail operator and of its clients, on any day. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { MssanteSettings } from '../../simulator/services/index.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';
import { CLIENTS, cellsOf } from './rehearse/cells.ts';
import type { Operator, RehearseOptions } from './rehearse/options.ts';
import { ownClient } from './rehearse/own-client.ts';
import { type Played, type RehearsalOptions, rehearse } from './rehearse/rehearsal.ts';
import { rehearsalJson, rehearsalLines } from './rehearse/tables.ts';
import { UsageError } from './usage-error.ts';

const SETTINGS: Readonly<Record<Operator, Partial<MssanteSettings>>> = {
  notAdapted: { newCardsFrom: 'never' },
  noDelta: { readsDelta: false },
  staff: { staff: true },
};

/** On one line of standard error, where somebody looks at it. */
function progress(done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done}/${of}${done === of ? '\r\u001b[K' : ''}`);
}

async function played(options: RehearsalOptions, command: string | undefined): Promise<Played[]> {
  if (command === undefined) return rehearse(options);
  const client = ownClient(command);
  try {
    return await rehearse({ ...options, play: client.play });
  } finally {
    client.end();
  }
}

/** Noon: what is in the delta only happened that morning. */
function today(): Date {
  return new Date(`${SYSTEM_CLOCK.date().toISOString().slice(0, 10)}T12:00:00Z`);
}

export async function rehearseMssante(options: RehearseOptions): Promise<void> {
  const { date: at = today(), client, operator, quiet } = options;
  const [whole] = CLIENTS;
  const cells = cellsOf({
    ...{ strategies: options.strategy, flows: options.flow, interfaces: options.interface, cards: options.card },
    // A program of one's own is what it is: it trusts both chains, and says the name.
    clients: client === undefined ? CLIENTS : whole === undefined ? [] : [whole],
  });
  if (cells.length === 0)
    throw new UsageError({
      en: 'these options leave nothing to rehearse: that strategy has no such flow, or that card is on none; leave one of them out',
      fr: "ces options ne laissent rien à répéter : cette stratégie n'a pas ce flux, ou cette carte n'est sur aucun ; laissez-en une de côté",
    });
  const all = await played(
    {
      ...{ at, cells },
      ...(operator !== undefined && { operator: SETTINGS[operator] }),
      ...(!quiet && { progress }),
    },
    client,
  );
  if (options.json) printJson(rehearsalJson(all, at));
  else printLines(rehearsalLines(all, at).join('\n'));
  process.exitCode = all.some(({ differs }) => differs) ? EXIT.FAILED : EXIT.OK;
}
