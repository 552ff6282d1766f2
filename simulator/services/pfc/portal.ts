/**
 * The certification platform without its pages: orders, withdrawals, follow-up, revocations.
 *
 * Source: reference/documents.md P01 to P21, D05 to D17; reference/pki-services.md 6.
 */
import { type KeptPart, NOT_KEPT } from '#common/kept-part.ts';
import { makePkcs12, type Pkcs12Form } from '#formats/pkcs12-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Deed, RenewalOrder, RevocationOrder, Withdrawal } from './deeds.ts';
import { type Form413, type Habilitation, Habilitations, mailOf, type Terms } from './habilitations.ts';
import { fullName, type Holder } from './holder.ts';
import { Issuer, type IssuerOptions } from './issuer.ts';
import { habilitationMail, revocationMail, withdrawalMail } from './mails.ts';
import { type NoticeOptions, Notices } from './notices.ts';
import { beneficiaryOf, type Order, termsOf } from './order.ts';
import { PortalError } from './portal-error.ts';
import { type Entry, type Product, type ProductChannel, productOf } from './product.ts';
import {
  brokenConditions,
  checkCode,
  noProduct,
  privateKeyOf,
  productRefusal,
  requireAccepted,
  requireAlive,
  requireWithdrawable,
} from './product-rules.ts';
import { Products } from './products.ts';
import { requireRenewable, requireSame } from './renewal.ts';
import { brokenRules, hashCode } from './revocation-code.ts';
import { manages, type OfferChoice, offersOf, requireRight } from './rights.ts';
import type { PortalState } from './state.ts';

export interface PortalOptions extends IssuerOptions, NoticeOptions {
  /** Is told of what was done. */
  readonly happened?: (deed: Deed, product: Product) => void;
  /** Where orders and products are kept; nowhere by default. */
  readonly kept?: KeptPart<PortalState>;
}

export class Portal {
  readonly habilitations = new Habilitations();
  readonly #options: PortalOptions;
  readonly #products = new Products();
  readonly #notices: Notices;
  readonly #issuer: Issuer;
  readonly #kept: KeptPart<PortalState>;

  /** With what was kept before: else with no habilitation. */
  constructor(options: PortalOptions) {
    this.#options = options;
    this.#kept = options.kept ?? NOT_KEPT;
    this.#notices = new Notices(options, this.habilitations);
    this.#issuer = new Issuer(options);
    const { last } = this.#kept;
    if (last !== undefined) this.#enterAgain(last);
    this.#kept.keep(() => this.#state());
  }

  #enterAgain({ habilitations, products, last, keys }: PortalState): void {
    this.habilitations.enterAgain(habilitations);
    this.#products.enterAgain(products, last);
    this.#issuer.enterKeys(keys);
    for (const entry of this.#products.all) this.#remindAgain(entry);
  }

  #state(): PortalState {
    const products = this.#products.all.toReversed();
    return { habilitations: this.habilitations.all, last: this.#products.last, products, keys: this.#issuer.keys };
  }

  /** What somebody can order: what he is habilitated for, and a professional for himself. */
  offersOf(holder: Holder): readonly OfferChoice[] {
    return offersOf(this.habilitations, holder);
  }

  /** Takes form 413, and tells the administrator. @throws PortalError `form` */
  async habilitate(form: Form413): Promise<Habilitation> {
    const habilitation = this.habilitations.add(form);
    this.#kept.changed();
    await this.#options.post(habilitationMail(habilitation));
    return habilitation;
  }

  /**
   * Takes an order, issues its certificate and writes to who ordered.
   * @throws PortalError, FormatError for a request that is none, or a key seen before
   */
  order(holder: Holder, order: Order, channel: ProductChannel = 'API'): Promise<Product> {
    return this.#take(holder, order, channel);
  }

  /**
   * Takes an order for the same again with another key; what is renewed stays valid until its end or revocation.
   * @throws PortalError `noProduct`, `state`, `renewed`, `renewal`, and those of an order; FormatError
   */
  async renew(
    holder: Holder,
    number: number,
    { key, ...said }: RenewalOrder,
    channel: ProductChannel = 'API',
  ): Promise<Product> {
    const entry = this.#products.get(number);
    // Who ordered it knows that it is there, and is told why it is his no more.
    const known = entry !== undefined && entry.applicant.nationalId === holder.nationalId;
    const { terms } = known ? entry : this.#entry(holder, number);
    requireSame(number, terms, said);
    return this.#take(holder, { ...terms, key }, channel, number);
  }

  /** Whether its form would be taken. @throws PortalError why not */
  requireRenewable(holder: Holder, number: number): void {
    this.#requireAllowed(holder, this.#entry(holder, number).terms, number);
  }

  async #take(holder: Holder, order: Order, channel: ProductChannel, renews?: number): Promise<Product> {
    const terms = termsOf(order);
    this.#requireAllowed(holder, terms, renews);
    const key = await this.#issuer.prepare(order);
    // From here on nothing is awaited: whoever comes meanwhile finds number, key and serial number taken.
    const habilitation = this.#requireAllowed(holder, terms, renews);
    this.#products.requireRoom();
    const issued = this.#issuer.issue({ holder, terms, key, structure: habilitation?.structure });
    const { nationalId, familyName, givenName } = holder;
    const entry: Entry = this.#products.add({
      ...{ channel, terms, issued, renews, protectedKey: key.protectedKey },
      structure: habilitation?.structure,
      beneficiary: beneficiaryOf(terms, holder),
      applicant: { nationalId, familyName, givenName },
      mail: habilitation?.mail ?? mailOf(nationalId),
      orderedAt: this.#now,
      wrongCodes: 0,
      downloaded: false,
    });
    this.#kept.changed();
    this.#notices.remind(entry);
    if (renews !== undefined) this.#notices.remindNot(renews);
    await this.#options.post(withdrawalMail(entry, this.#options.address()));
    return this.#done(renews === undefined ? 'order' : 'renewal', entry);
  }

  /** What this person may see, the newest first. */
  products(holder: Holder): readonly Product[] {
    return this.#products.all
      .filter((entry) => manages(this.habilitations, holder, entry))
      .map((entry) => this.#told(entry));
  }

  /** Everybody's, the newest first. */
  all(): readonly Product[] {
    return this.#products.all.map((entry) => this.#told(entry));
  }

  /** @throws PortalError `noProduct` */
  product(holder: Holder, number: number): Product {
    return this.#told(this.#entry(holder, number));
  }

  /**
   * Finalises a withdrawal: from then on there is something to download.
   * @throws PortalError with every rule that is broken; `noProduct`, `state`, `wrongKeyPassword`
   */
  async withdraw(holder: Holder, number: number, { accepted, keyPassword, ...chosen }: Withdrawal): Promise<Product> {
    const entry = this.#entry(holder, number);
    requireWithdrawable(entry, this.#now);
    const [first, ...others] = [...brokenRules(chosen), ...brokenConditions(accepted)];
    if (first !== undefined) throw PortalError.of([first, ...others]);
    if (entry.protectedKey !== undefined) privateKeyOf(entry, keyPassword);
    const code = await hashCode(chosen.code);
    requireWithdrawable(entry, this.#now);
    entry.code = code;
    this.#kept.changed();
    return this.#done('withdrawal', entry);
  }

  /** The certificate in DER. @throws PortalError `noProduct`, `state` before it is withdrawn */
  certificate(holder: Holder, number: number): Bytes {
    const entry = this.#entry(holder, number);
    requireAccepted(entry);
    this.#downloaded(entry);
    return entry.issued.certificate;
  }

  /**
   * Key and certificate with its authorities (ACI and ACR), of a key that was made on line.
   * @throws PortalError `noProduct`, `state`, `key`, `wrongKeyPassword`
   */
  pkcs12(holder: Holder, number: number, password: string, form?: Pkcs12Form): Bytes {
    const entry = this.#entry(holder, number);
    requireAccepted(entry);
    const key = privateKeyOf(entry, password);
    const [certificate = entry.issued.certificate, ...authorities] = this.#options.pki.chain(entry.issued).certificates;
    const friendlyName = entry.beneficiary;
    const file = makePkcs12({ key, certificate, authorities, friendlyName, password, ...(form && { form }) });
    this.#downloaded(entry);
    return file;
  }

  /**
   * Revokes for good: by who has the code, or by an administrator without it.
   * @throws PortalError `noProduct`, `state`, `notHabilitated`, `revocationCode`, `codeLocked`
   */
  async revoke(holder: Holder, number: number, { code, reason }: RevocationOrder = {}): Promise<Product> {
    const entry = this.#products.get(number);
    if (entry === undefined) throw noProduct(number);
    requireAlive(entry, this.#now);
    if (code !== undefined) await checkCode(entry, code, () => this.#kept.changed());
    else if (!manages(this.habilitations, holder, entry))
      throw productRefusal('notHabilitated', number, {
        en: 'you are not its administrator: its revocation code is needed',
        fr: "vous n'en êtes pas administrateur : il faut son code de révocation",
      });
    requireAlive(entry, this.#now);
    const { authority, serial } = entry.issued;
    entry.revocation = this.#options.pki.register(authority).revoke(serial, reason === undefined ? {} : { reason });
    this.#kept.changed();
    this.#notices.remindNot(number);
    this.#remindOfRenewed(entry);
    await this.#notices.tellAll(entry, (to) => revocationMail(to, entry, fullName(holder)));
    return this.#done('revocation', entry);
  }

  /** Takes habilitations away, of one structure or of all; returns how many. */
  withdrawHabilitations(person: string, structure?: string): number {
    const gone = this.habilitations.remove(person, structure);
    this.#kept.changed();
    return gone;
  }

  /** Forgets products and keys; numbers go on. With other habilitations, when some are given. */
  reset(forms: readonly Form413[] = this.habilitations.all): void {
    this.#notices.stop();
    this.#products.clear();
    this.#issuer.enterKeys([]);
    this.habilitations.enterAgain([]);
    for (const form of forms) this.habilitations.add(form);
    this.#kept.changed();
  }

  close(): void {
    this.#notices.stop();
  }

  get #now(): Date {
    return this.#options.clock.date();
  }

  #done(deed: Deed, entry: Entry): Product {
    const product = this.#told(entry);
    this.#options.happened?.(deed, product);
    return product;
  }

  #told(entry: Entry): Product {
    return productOf(entry, this.#now, this.#products.renewalOf(entry.number, this.#now));
  }

  /** The right to order that, and where it renews something, that this can be renewed. @throws PortalError */
  #requireAllowed(holder: Holder, terms: Terms, renews: number | undefined): Habilitation | undefined {
    const right = requireRight(this.habilitations, holder, terms);
    if (renews === undefined) return right;
    const renewed = this.#products.get(renews);
    // A reset came in between.
    if (renewed === undefined) throw noProduct(renews);
    requireRenewable(renewed, this.#products.renewalOf(renews, this.#now), this.#now);
    return right;
  }

  /** @throws PortalError `noProduct`, also for what others ordered elsewhere: nothing is told of it */
  #entry(holder: Holder, number: number): Entry {
    const entry = this.#products.get(number);
    if (entry === undefined || !manages(this.habilitations, holder, entry)) throw noProduct(number);
    return entry;
  }

  #downloaded(entry: Entry): void {
    entry.downloaded = true;
    this.#kept.changed();
  }

  /** Of what is neither revoked nor renewed. */
  #remindAgain(entry: Entry): void {
    if (entry.revocation !== undefined || this.#products.renewalOf(entry.number, this.#now) !== undefined) return;
    this.#notices.remind(entry);
  }

  /** A renewal came to nothing. */
  #remindOfRenewed({ renews }: Entry): void {
    const renewed = renews === undefined ? undefined : this.#products.get(renews);
    if (renewed !== undefined) this.#remindAgain(renewed);
  }
}
