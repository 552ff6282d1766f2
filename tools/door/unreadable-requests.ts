/** What Node refuses before the door is asked, in the words of the door. */
import type { Text } from '#common/language.ts';
import type { UnreadableAnswer, UnreadableStatus } from '../../simulator/services/listening/unreadable.ts';
import { DoorError, type DoorReason } from './door-error.ts';
import { HEADERS } from './guard.ts';
import { refusalOf } from './refusals.ts';

const REFUSALS: Readonly<Record<UnreadableStatus, { readonly reason: DoorReason; readonly text: Text }>> = {
  400: {
    reason: 'request',
    text: {
      en: 'this cannot be read as a request; expected HTTP/1.1, an address such as /api/worlds, and a header Host with 127.0.0.1 or localhost',
      fr: 'ceci ne se lit pas comme une requête ; attendu : HTTP/1.1, une adresse telle que /api/worlds, et un en-tête Host avec 127.0.0.1 ou localhost',
    },
  },
  408: {
    reason: 'late',
    text: {
      en: 'the rest of the request has not come in time: send it whole, or ask again',
      fr: "la suite de la requête n'est pas arrivée à temps : envoyez-la entière, ou redemandez",
    },
  },
  431: {
    reason: 'headers',
    text: {
      en: 'the address and the headers of the request are too long; expected at most 16,384 bytes',
      fr: "l'adresse et les en-têtes de la requête sont trop longs ; attendu : 16 384 octets au plus",
    },
  },
};

export function unreadableRequest(status: UnreadableStatus): UnreadableAnswer {
  const { reason, text } = REFUSALS[status];
  const { body } = refusalOf(new DoorError(reason, text));
  const headers = { ...HEADERS, 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(body) };
}
