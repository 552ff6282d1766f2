/**
 * The payment terminal (TPE): asks the programme whose name was typed into it.
 *
 * Source: reference/documents.md D02, D15, D19; what it looks at beyond the certificate: unknown, simulation.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { chainSent } from '../listening/chain-sent.ts';
import type { ServiceContext } from '../service.ts';
import { unreachable } from './gap.ts';
import { answerSchema, type PaymentAnswer, readLine, writeLine } from './line.ts';
import type { Certified } from './maker-authority.ts';
import { refusal, refusalOf } from './peer.ts';
import { type PaymentCounts, refused } from './psp.ts';
import { connectTls } from './tls-client.ts';

export interface TpeSettings {
  /** The setting made for it: name of the programme's server. */
  fqdn: string;
  /** Its own certificate; undefined: it shows none. */
  certified: Certified | undefined;
  /** Authorities of health that it knows, in DER: the root alone, so the programme has to send the intermediate. */
  trusted: readonly Bytes[];
  /** The hospital's network: port on loopback by name. */
  names: Readonly<Record<string, number>>;
}

export class Tpe {
  readonly settings: TpeSettings;
  readonly #clock: ServiceContext['clock'];
  readonly #counts: PaymentCounts;

  constructor(settings: TpeSettings, clock: ServiceContext['clock'], counts: PaymentCounts) {
    this.settings = settings;
    this.#clock = clock;
    this.#counts = counts;
  }

  /** A payment, from the card that is put in to the answer that is shown. */
  async pay(amountCents: number): Promise<PaymentAnswer> {
    const { fqdn, names, certified, trusted } = this.settings;
    const port = Object.hasOwn(names, fqdn.toLowerCase()) ? names[fqdn.toLowerCase()] : undefined;
    if (port === undefined)
      return refused(
        refusal('TPE', 'notResolved', {
          en: `the network knows no '${fqdn}': the name typed into the terminal must lead to the programme`,
          fr: `le réseau ne connaît pas « ${fqdn} » : le nom saisi dans le TPE doit mener au serveur GAP`,
        }),
      );
    const socket = await connectTls({ port, name: fqdn, certified });
    if (socket === undefined) return refused(unreachable('TPE', 'GAP'));
    try {
      const now = this.#clock.date();
      const found = refusalOf(chainSent(socket), { by: 'TPE', trusted, now, usage: 'serverAuth', name: fqdn });
      if (found !== undefined) return refused(found);
      const number = ++this.#counts.asked;
      writeLine(socket, { simulation: 'diapason', payment: `TPE-${number}`, amountCents });
      return (await readLine(socket, answerSchema)) ?? refused(unreachable('TPE', 'GAP'));
    } finally {
      socket.destroy();
    }
  }
}
