/**
 * Which card is meant: by reader and container, or by cardid for one that was used before; and asking for it.
 *
 * Source: Microsoft, smart card architecture, container search and SCardUIDlgSelectCard; reference/minidriver.md 10.
 */

import { SCARD } from '#pcsc/scard.ts';
import { NTE } from '#windows/codes.ts';
import { CspError, cspError } from '../csp-error.ts';
import { insertCardRequest } from '../pin/dialogs.ts';
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
  const found = plugged.length === 0 ? 'none is plugged in' : `found: ${plugged.map((name) => `'${name}'`).join(', ')}`;
  throw new CspError(SCARD.E_UNKNOWN_READER, `no reader '${reader}', ${found}`);
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
 * @throws CspError NTE_SILENT_CONTEXT; SCARD_W_CANCELLED_BY_USER; SCARD_E_UNKNOWN_READER; those of the service
 */
export async function findOrAskFor(
  process: CspProcess,
  specification: ContainerSpecification,
  silent: boolean,
): Promise<FoundContainer> {
  for (;;) {
    const found = await translated(() => lookFor(process, specification));
    if (found !== undefined) return found;
    const missing = `${wanted(specification)} is not there (${await containersThere(process, specification)})`;
    if (silent) throw new CspError(NTE.SILENT_CONTEXT, `${missing}, and nobody may be asked`);
    await askForCard(process, specification, missing);
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
  process: CspProcess,
  { cardIdentifier, record }: ContainerReference,
  silent: boolean,
  work: (card: CardConnection) => Promise<T>,
): Promise<T> {
  for (;;) {
    const done = await translated(() => onCardNow(process, cardIdentifier, work));
    if (done !== undefined) return done.value;
    const missing = `the card with '${record.name}' is not there any more`;
    if (silent) throw new CspError(SCARD.E_NO_SMARTCARD, missing);
    await askForCard(process, { container: record.name }, missing);
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
async function containersThere(process: CspProcess, specification: ContainerSpecification): Promise<string> {
  const names: string[] = [];
  let cards = 0;
  for (const reader of await translated(() => readersMeant(process, specification))) {
    const records = await translated(() => onCard(process, reader, (card) => containerRecords(process, card)));
    if (records === undefined) continue;
    cards++;
    names.push(...records.map(({ name }) => `'${name}'`));
  }
  if (cards === 0) return 'no card is in a reader';
  return names.length === 0 ? 'the card that is there has no container' : `found: ${names.join(', ')}`;
}

/** @param missing what is not there, for the message */
async function askForCard(
  process: CspProcess,
  { reader, container }: ContainerSpecification,
  missing: string,
): Promise<void> {
  const place = { ...(reader !== undefined && { reader }), ...(container !== undefined && { container }) };
  const answer = await process.dialogs.insertCard(insertCardRequest(process.language, place, process.insertCardPrompt));
  if (answer === 'cancel') throw new CspError(SCARD.W_CANCELLED_BY_USER, `${missing}, and no other card was inserted`);
}

function wanted({ reader, container }: ContainerSpecification): string {
  const what = container === undefined ? 'a card with a default container' : `the container '${container}'`;
  return reader === undefined ? what : `${what} in '${reader}'`;
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cspError(error);
  }
}
