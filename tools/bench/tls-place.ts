/** What the rows of TLS stand on: a card at hand, the same key in a file, and servers that ask for it. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { toPem } from '#asn1/pem.ts';
import { CspProcess, type Dialogs, NOBODY } from '../../driver/csp/index.ts';
import { type CardKey, openCardKey } from '../../driver/tls/index.ts';
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { type AuthorityId, Pki } from '../../simulator/pki/index.ts';
import type { ResourceManager } from '../../simulator/resource-manager/resource-manager.ts';
import { PROFILE } from './full-card.ts';

export const HOST = '127.0.0.1';
export const NAME = 'localhost';
const STRUCTURE = { name: 'HÔPITAL DE SIMULATION', nationalId: '10B9990039', department: 'Paris (75)' };
const PERSON: Dialogs = { ...NOBODY, enterPin: async () => '1234' };

/** As a client of Node takes them. */
export interface FileKey {
  readonly cert: string;
  readonly key: string;
}

/** The authentication key of a card that is not there, in PEM. */
export function fileKey(pki: Pki): FileKey {
  const { contents, keys } = personalise(shippedProfile(PROFILE), 1, { pki });
  const [certificate, key] = [contents['3F00/0001/A002'], keys['3F00/0001/02']];
  if (certificate === undefined || key === undefined) throw new Error(`${PROFILE} has no authentication key`);
  return { cert: toPem(certificate), key: String(key.export({ type: 'pkcs8', format: 'pem' })) };
}

export interface CardAtHand {
  readonly key: CardKey;
  close(): Promise<void>;
}

/** A card in a reader of its own, the program that uses it, and its key; the code is typed whenever it is asked for. */
export async function cardAtHand(manager: ResourceManager, pki: Pki): Promise<CardAtHand> {
  const profile = shippedProfile(PROFILE);
  const slot = manager.plugReader('bench');
  slot.insert(new Card({ name: PROFILE, store: new MemoryStore(profile, personalise(profile, 1, { pki })) }));
  const process = new CspProcess(manager, { dialogs: PERSON });
  const key = await openCardKey(process, { reader: slot.name });
  return {
    key,
    async close() {
      await key.close();
      await process.close();
    },
  };
}

export interface TlsPlace {
  readonly pki: Pki;
  readonly port: number;
  /** What clients trust, in PEM. */
  readonly ca: string[];
  close(): void;
}

/** A server of TLS 1.2 that lets in who shows a card, and never resumes. */
export async function tlsPlace(more: TlsOptions = {}): Promise<TlsPlace> {
  const pki = new Pki();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const subject = { kind: 'software', commonName: NAME, structure: STRUCTURE, dnsNames: [NAME] } as const;
  const cert = pki.chain(pki.issue('sante-serv-ssl', subject, createPublicKey(privateKey))).pem;
  const ofCard: AuthorityId[] = ['sante-test-fort-personnes', 'sante-test-standard-personnes'];
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const judging = { requestCert: true, rejectUnauthorized: true, ca: ofCard.map((id) => pki.chain(id).pem) };
  const server: Server = createServer({ key, cert, maxVersion: 'TLSv1.2', ...judging, ...more }, (socket) => {
    socket.on('error', () => {}).resume();
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const ca = pki.authorities().map(({ certificate }) => toPem(certificate));
  return { pki, port: (server.address() as AddressInfo).port, ca, close: () => void server.close() };
}
