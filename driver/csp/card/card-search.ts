/**
 * Which card is meant: by reader and container, or by cardid for one that was used before; and asking for it.
 *
 * Source: Microsoft, smart card architecture, container search and SCardUIDlgSelectCard; reference/minidriver.md 10.
 */

import type { Text } from '#common/language.ts';
import { SCARD } from '#pcsc/scard.ts';
import { NTE } from '#windows/codes.ts';
import { CspError, cspError } from '../csp-error.ts';
import { answerTo, insertCardRequest } from '../pin/dialogs.ts';
import type { CspProcess } from '../process.ts';
import type { CardConnection } from './card-connection.ts';
import { containerRecords } from './card-contents.ts';
import { ConnectionLost } from './connection-errors.ts';
import { type ContainerRecord, findContainer } from './container-map.ts';
import type { ContainerSpecification } from './container-specification.ts';

/** A container of a card, wherever that card is now. */
export interface ContainerReference {
  /** cardid in hexadecimal. */
  readonly cardIdentifier: string;
  readonly record: ContainerRecord;
}

/** Where it was found. */
export interface FoundContainer extends ContainerReference {
  readonly reader: string;
}

/** Who uses a container. */
export interface KeyUser {
  readonly process: CspProcess;
  readonly container: ContainerReference;
  /** Nobody may be asked. */
  readonly silent: boolean;
  /** Aborted when nobody waits for the operation any more: nothing is asked or presented then. */
  readonly cancelled?: AbortSignal | undefined;
}

/** A connection whose card has left gives way to one with the card that is there now; no card is swapped for ever. */
const MAX_SWAPS = 3;

/** `work` in a transaction on the card in that reader; undefined when there is none any more. */
export async function onCard<T>(
  process: CspProcess,
  reader: string,
  work: (card: CardConnection) => Promise<T>,
): Promise<T | undefined> {
  for (let swaps = 0; swaps < MAX_SWAPS; swaps++) {
    const card = await process.connection(reader);
    if (card === undefined) return undefined;
    try {
      return await card.inTransaction(() => work(card));
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }
  return undefined;
}

/** The readers a specification leaves. @throws CspError SCARD_E_UNKNOWN_READER for one that is not plugged in */
export async function readersMeant(
  process: CspProcess,
  { reader }: ContainerSpecification,
): Promise<readonly string[]> {
  const plugged = await process.readers();
  if (reader === undefined) return plugged;
  if (plugged.includes(reader)) return [reader];
  const found = plugged.length === 0 ? NONE_PLUGGED : foundText(plugged);
  throw new CspError(SCARD.E_UNKNOWN_READER, {
    en: `no reader '${reader}', ${found.en}`,
    fr: `pas de lecteur '${reader}', ${found.fr}`,
  });
}

const NONE_PLUGGED: Text = { en: 'none is plugged in', fr: "aucun n'est branché" };
const NO_CARD: Text = { en: 'no card is in a reader', fr: "aucune carte n'est dans un lecteur" };
const NO_CONTAINER: Text = {
  en: 'the card that is there has no container',
  fr: "la carte qui est là n'a pas de conteneur",
};
const ANY_CONTAINER: Text = { en: 'a card with a default container', fr: 'une carte avec un conteneur par défaut' };

function namedContainer(name: string): Text {
  return { en: `the container '${name}'`, fr: `le conteneur '${name}'` };
}

function foundText(names: readonly string[]): Text {
  const quoted = names.map((name) => `'${name}'`).join(', ');
  return { en: `found: ${quoted}`, fr: `trouvé : ${quoted}` };
}

function notThere(what: Text, there: Text): Text {
  return { en: `${what.en} is not there (${there.en})`, fr: `${what.fr} n'est pas là (${there.fr})` };
}

async function lookFor(
  process: CspProcess,
  specification: ContainerSpecification,
): Promise<FoundContainer | undefined> {
  for (const reader of await readersMeant(process, specification)) {
    const found = await onCard(process, reader, async (card) => {
      const record = findContainer(await containerRecords(process, card), specification.container);
      return record && { cardIdentifier: card.cardIdentifier, record, reader };
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The container meant, on a card that is there; the person is asked to insert it as long as it is not.
 * @param silent nobody may be asked
 * @param cancelled as that of KeyUser
 * @throws CspError NTE_SILENT_CONTEXT; SCARD_W_CANCELLED_BY_USER; SCARD_E_UNKNOWN_READER; those of the service
 */
export async function findOrAskFor(
  process: CspProcess,
  specification: ContainerSpecification,
  silent: boolean,
  cancelled?: AbortSignal,
): Promise<FoundContainer> {
  for (;;) {
    const found = await translated(() => lookFor(process, specification));
    if (found !== undefined) return found;
    const missing = notThere(wanted(specification), await containersThere(process, specification));
    if (silent) {
      const why = {
        en: `${missing.en}, and nobody may be asked`,
        fr: `${missing.fr}, et personne ne peut être interrogé`,
      };
      throw new CspError(NTE.SILENT_CONTEXT, why, { unanswered: 'insert-card' });
    }
    await askForCard(process, specification, missing, cancelled);
  }
}

/** As `findOrAskFor`, undefined instead of asking. */
export function findContainerNow(
  process: CspProcess,
  specification: ContainerSpecification,
): Promise<FoundContainer | undefined> {
  return translated(() => lookFor(process, specification));
}

/**
 * `work` in a transaction on the card with that cardid, in whatever reader it is now.
 * @throws CspError SCARD_E_NO_SMARTCARD when it is not there and nobody may be asked; SCARD_W_CANCELLED_BY_USER;
 *   whatever `work` throws
 */
export async function onCardAgain<T>(
  { process, container: { cardIdentifier, record }, silent, cancelled }: KeyUser,
  work: (card: CardConnection) => Promise<T>,
): Promise<T> {
  for (;;) {
    const done = await translated(() => onCardNow(process, cardIdentifier, work));
    if (done !== undefined) return done.value;
    const missing = {
      en: `the card with '${record.name}' is not there any more`,
      fr: `la carte de '${record.name}' n'est plus là`,
    };
    if (silent) throw new CspError(SCARD.E_NO_SMARTCARD, missing);
    await askForCard(process, { container: record.name }, missing, cancelled);
  }
}

async function onCardNow<T>(
  process: CspProcess,
  cardIdentifier: string,
  work: (card: CardConnection) => Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  const tryReader = (reader: string) =>
    onCard(process, reader, async (card) =>
      card.cardIdentifier === cardIdentifier ? { value: await work(card) } : undefined,
    );
  const last = await process.readerOf(cardIdentifier);
  const there = last === undefined ? undefined : await tryReader(last);
  if (there !== undefined) return there;
  for (const reader of await process.readers()) {
    const done = await tryReader(reader);
    if (done !== undefined) return done;
  }
  return undefined;
}

/** `found: 'A', 'B'`, or that there is no card: what a person who mistyped a container wants to see. */
async function containersThere(process: CspProcess, specification: ContainerSpecification): Promise<Text> {
  const names: string[] = [];
  let cards = 0;
  for (const reader of await translated(() => readersMeant(process, specification))) {
    const records = await translated(() => onCard(process, reader, (card) => containerRecords(process, card)));
    if (records === undefined) continue;
    cards++;
    names.push(...records.map(({ name }) => name));
  }
  if (cards === 0) return NO_CARD;
  return names.length === 0 ? NO_CONTAINER : foundText(names);
}

/** @param missing what is not there, for the message */
async function askForCard(
  process: CspProcess,
  { reader, container }: ContainerSpecification,
  missing: Text,
  cancelled: AbortSignal | undefined,
): Promise<void> {
  const place = { ...(reader !== undefined && { reader }), ...(container !== undefined && { container }) };
  const request = insertCardRequest(process.language, place, process.insertCardPrompt);
  const answer = await answerTo((closed) => process.dialogs.insertCard(request, closed), cancelled);
  if (answer === 'retry') return;
  const why = {
    en: `${missing.en}, and no other card was inserted`,
    fr: `${missing.fr}, et aucune autre carte n'a été insérée`,
  };
  throw new CspError(SCARD.W_CANCELLED_BY_USER, why, { unanswered: 'insert-card' });
}

function wanted({ reader, container }: ContainerSpecification): Text {
  const what = container === undefined ? ANY_CONTAINER : namedContainer(container);
  return reader === undefined ? what : { en: `${what.en} in '${reader}'`, fr: `${what.fr} dans '${reader}'` };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cspError(error);
  }
}
