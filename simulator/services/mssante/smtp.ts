/**
 * The submission server of the operator: SMTP with STARTTLS and the card, over the library smtp-server, which knows neither
 * AUTH EXTERNAL nor needs it: the certificate says who sends.
 *
 * Source: reference/documents.md M01; reference/pki-services.md 3; reference/pitfalls.md D1, D2.
 */
import type { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server';
import type { Bytes } from '#iso7816/bytes.ts';
import { forgetErrors } from '../listening/handshake.ts';
import type { Listening } from '../listening/loopback.ts';
import { answered, listenForSmtp, readMessage, requireRoom, smtpAnswer } from '../listening/smtp.ts';
import { StateError } from '../state/state-error.ts';
import { Guests } from './guests.ts';
import { type HolderBox, LIMITS } from './holder-box.ts';
import { asciiLine } from './imap/values.ts';
import { addressesOf } from './message/addresses-of.ts';
import { mimeTree } from './message/mime-tree.ts';
import { MssanteError } from './mssante-error.ts';
import { type Ground, refusalLine, requirePassword, told, type Visitor, visitorOf } from './visitor.ts';

const SILENCE_MS = 60_000;

const CODES: Partial<Readonly<Record<MssanteError['reason'], number>>> = {
  identity: 553,
  password: 535,
  noReceiver: 550,
  tooLarge: 552,
  full: 452,
};

/** Nobody writes in the name of another. @throws MssanteError `identity` */
function requireOwnName(box: HolderBox, address: string | undefined, where: string): void {
  if (address?.toLowerCase() === box.address) return;
  throw new MssanteError('identity', {
    en: `${where}: another sender, expected ${box.address}, the address of the card's holder`,
    fr: `${where} : un autre expéditeur, attendu : ${box.address}, l'adresse du titulaire de la carte`,
  });
}

class Submission {
  readonly #ground: Ground;
  readonly #guests = new Guests();
  readonly #visitors = new WeakMap<SMTPServerSession, Visitor>();
  readonly server: SMTPServer;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.server = new SMTPServer({
      ...ground.contexts.tlsOptions('smtp'),
      banner: 'mail of a simulation',
      size: LIMITS.message,
      socketTimeout: SILENCE_MS,
      disableReverseLookup: true,
      authOptional: true,
      authMethods: ['PLAIN', 'LOGIN'],
      onConnect: (_, done) => {
        this.#prepare();
        done();
      },
      onSecure: (socket, session, done) => {
        this.#visitors.set(session, visitorOf(socket as TLSSocket, 'smtp', ground));
        forgetErrors(socket as TLSSocket);
        done();
      },
      onAuth: ({ username, password }, session, done) =>
        this.#answered(done, session, (box) => {
          requirePassword(box, username ?? '', password ?? '', ground.settings());
          return { user: box.address };
        }),
      onMailFrom: ({ address }, session, done) =>
        this.#answered(done, session, (box) => {
          if (ground.settings().authentication === 'password' && !session.user) throw smtpAnswer(530, 'AUTH first');
          requireOwnName(box, address, 'MAIL FROM');
        }),
      onRcptTo: (address, session, done) => this.#answered(done, session, () => this.#receiver(address, session)),
      onData: (stream, session, done) =>
        void this.#taken(stream, session).then(
          (said) => done(null, said),
          (error) => done(this.#refusal(error, session)),
        ),
    });
    this.server.server.on('connection', (socket) => this.#guests.came(socket));
  }

  /** For who comes now: certificate of the moment, and what goes wrong on purpose. */
  #prepare(): void {
    const { faults } = this.#ground.settings();
    const { options } = this.server as unknown as { options: { hideSTARTTLS?: boolean; disabledCommands: string[] } };
    options.hideSTARTTLS = faults.includes('noStartTls');
    options.disabledCommands = faults.some((one) => one === 'startTlsRefused' || one === 'noStartTls')
      ? ['STARTTLS']
      : [];
    const { secureContext } = this.server as unknown as { secureContext: Map<string, unknown> };
    secureContext.set('*', this.#ground.contexts.context('smtp', undefined));
  }

  /** @throws Error answered */
  #box(session: SMTPServerSession): HolderBox {
    const visitor = this.#visitors.get(session);
    if (visitor === undefined || !session.secure) throw smtpAnswer(530, 'STARTTLS first, with the card');
    if (visitor.refused !== undefined) throw visitor.refused;
    return visitor.box as HolderBox;
  }

  #answered<T>(
    done: (error: Error | null, value?: T) => void,
    session: SMTPServerSession,
    work: (box: HolderBox) => T,
  ): void {
    answered(
      done,
      () => work(this.#box(session)),
      (error) => this.#refusal(error, session),
    );
  }

  #refusal(error: unknown, session: SMTPServerSession): Error {
    if (error instanceof StateError) return smtpAnswer(452, asciiLine(error.message));
    if (!(error instanceof MssanteError)) return error as Error;
    if (error !== this.#visitors.get(session)?.refused) told(this.#ground, 'smtp', error);
    return smtpAnswer(CODES[error.reason] ?? 554, refusalLine(error));
  }

  #receiver({ address }: SMTPServerAddress, session: SMTPServerSession): void {
    requireRoom(session);
    if (this.#ground.store.boxAt(address) !== undefined) return;
    throw new MssanteError('noReceiver', {
      en: `nobody has the address ${address}`,
      fr: `personne n'a l'adresse ${address}`,
    });
  }

  async #taken(stream: Readable, session: SMTPServerSession): Promise<string> {
    const raw = await readMessage(stream, LIMITS.message);
    const box = this.#box(session);
    const from = mimeTree(raw).fields.filter(({ name }) => name === 'from');
    const [author, ...others] = addressesOf(from.map(({ value }) => value));
    requireOwnName(box, others.length === 0 ? author?.address : undefined, 'From');
    const to = session.envelope.rcptTo.map(({ address }) => address);
    this.#ground.store.deliver(this.#stamped(raw, box), to);
    const text = {
      en: `mail of ${box.address} for ${to.join(', ')}`,
      fr: `courrier de ${box.address} pour ${to.join(', ')}`,
    };
    this.#ground.tell('mssante', 'mail', text);
    return 'delivered';
  }

  #stamped(raw: Bytes, box: HolderBox): Bytes {
    const date = this.#ground.clock.date().toUTCString().replace('GMT', '+0000');
    const lines = [
      `Return-Path: <${box.address}>`,
      `Received: from ${box.address} by simulation.mssante.fr with ESMTPSA; ${date}`,
    ];
    return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n`), raw]);
  }
}

/** @throws ServiceError `port` */
export function listenForSubmission(ground: Ground, port?: number): Promise<Listening> {
  return listenForSmtp(new Submission(ground).server, port);
}
