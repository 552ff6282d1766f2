/**
 * What the minidriver knows of the inserted card, read when first needed and kept for the life of the context.
 *
 * The state of the PINs is never kept: it is asked of the card each time.
 */
import { X509Certificate } from 'node:crypto';
import { type Bytes, concat, equalBytes, hex, toHex } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { decodeAodf, type PinObject } from '../cia/aodf.ts';
import { type CertificateObject, decodeCdf } from '../cia/cdf.ts';
import { decodeCertificateFile } from '../cia/certificate-file.ts';
import { decodeDodf } from '../cia/dodf.ts';
import { type Application, decodeEfDir } from '../cia/ef-dir.ts';
import { decodeEfSn } from '../cia/ef-sn.ts';
import { decodeOdf, type ObjectKind, type OdfEntry } from '../cia/odf.ts';
import type { Path } from '../cia/path.ts';
import { decodePrkdf, KEY_USAGE, type PrivateKeyObject } from '../cia/prkdf.ts';
import { decodeTokenInfo, type TokenInfo } from '../cia/token-info.ts';
import { CardChannel, type CardPort } from '../iasecc/card-channel.ts';
import type { Generation } from '../iasecc/generation.ts';
import { readFile } from '../iasecc/read-binary.ts';
import { selectApplication, selectDf } from '../iasecc/select.ts';
import { Refusal } from './minidriver-error.ts';
import type { Configuration } from './settings/configuration.ts';
import { KEY_SPEC, PIN_ID } from './structures/constants.ts';

const MF = hex`3F 00`;
const EF_DIR = hex`3F 00 2F 00`;
const EF_SN = hex`3F 00 D0 03`;
const ODF = hex`50 31`;
const TOKEN_INFO = hex`50 32`;
const CONTACT_APPLICATION = hex`E8 28 BD 08 0F 80 25 00 00 01 FF 00 10`;

/** A key of the card as the specification shows it. */
export interface Container {
  /** Record of cmapfile and last two digits of the certificate's file. */
  readonly containerIndex: number;
  /** KEY_SPEC.KEYEXCHANGE for AUTH, KEY_SPEC.SIGNATURE for SIGN. */
  readonly keySpec: number;
  readonly suffix: 'AUTH' | 'SIGN';
  readonly key: PrivateKeyObject;
  readonly certificate: CertificateObject | undefined;
}

export class CardContents {
  readonly channel: CardChannel;
  readonly configuration: Configuration;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(card: CardPort, configuration: Configuration, generation: Generation) {
    this.channel = new CardChannel(card, generation);
    this.configuration = configuration;
  }

  get generation(): Generation {
    return this.channel.generation;
  }

  /** ICC serial number: the value of EF.SN, 10 bytes on a CPS (issuer, 8 digits, check digit and filler). */
  serialNumber(): Promise<Bytes> {
    return this.#keep('EF.SN', async () => decodeEfSn(await this.#read('EF.SN', EF_SN)));
  }

  /** The 10 digits of the card number at the end of the token's label, else the 8 of EF.SN; 16 digits in all. */
  async cardNumber(): Promise<string> {
    const { label = '' } = await this.tokenInfo();
    const digits = /\d{10}$/.exec(label.trimEnd())?.[0] ?? toHex((await this.serialNumber()).subarray(5, 9));
    return digits.padStart(16, '0');
  }

  tokenInfo(): Promise<TokenInfo> {
    return this.#keep('TokenInfo', async () => decodeTokenInfo(await this.#readInApplication('TokenInfo', TOKEN_INFO)));
  }

  /** PIN objects by PIN_ID: USER for the code porteur, ADMIN for the unblocking code. */
  pins(): Promise<ReadonlyMap<number, PinObject>> {
    return this.#keep('PINs', async () => rolesOf(await this.#objects('AODF', 'authObjects', decodeAodf)));
  }

  /** The containers by index: 0 AUTH, 1 SIGN; a key that is not on the card leaves a gap. */
  containers(): Promise<ReadonlyMap<number, Container>> {
    return this.#keep('containers', async () => {
      const keys = await this.#objects('PrKDF', 'privateKeys', decodePrkdf);
      const certificates = await this.#objects('CDF', 'certificates', decodeCdf);
      return containersOf(keys, certificates);
    });
  }

  /** @throws Refusal SCARD_E_NO_KEY_CONTAINER */
  async container(containerIndex: number): Promise<Container> {
    const container = (await this.containers()).get(containerIndex);
    if (container === undefined) {
      throw new Refusal(SCARD.E_NO_KEY_CONTAINER, {
        en: `no container ${containerIndex}, expected 0 (AUTH) or 1 (SIGN)`,
        fr: `pas de conteneur ${containerIndex}, attendu : 0 (AUTH) ou 1 (SIGN)`,
      });
    }
    return container;
  }

  /** The certificate of a container, DER. @throws Refusal SCARD_E_FILE_NOT_FOUND when there is none */
  certificate(container: Container): Promise<Bytes> {
    const name = `certificate ${container.suffix}`;
    return this.#keep(name, async () => {
      const path = container.certificate?.path;
      if (path === undefined)
        throw new Refusal(SCARD.E_FILE_NOT_FOUND, {
          en: `the CDF names no ${name}`,
          fr: `le CDF ne nomme pas ${name}`,
        });
      return decodeCertificateFile(name, await this.#readInApplication(name, path.efidOrPath));
    });
  }

  /** Modulus (big-endian) and exponent of the key in a container's certificate. */
  async publicKey(container: Container): Promise<{ readonly modulus: Bytes; readonly exponent: number }> {
    const der = await this.certificate(container);
    return this.#keep(`public key ${container.suffix}`, async () => publicKeyOf(der));
  }

  /**
   * The content of the data object with that label in the DODF.
   * @throws Refusal SCARD_E_FILE_NOT_FOUND when the card has none
   */
  dataObject(label: string): Promise<Bytes> {
    return this.#keep(`data object ${label}`, async () => {
      const objects = await this.#keep('DODF', () => this.#objects('DODF', 'dataContainerObjects', decodeDodf));
      const path = objects.find((object) => object.label === label)?.path;
      if (path === undefined)
        throw new Refusal(SCARD.E_FILE_NOT_FOUND, {
          en: `the DODF names no ${label}`,
          fr: `le DODF ne nomme pas ${label}`,
        });
      return part(await this.#readInApplication(label, path.efidOrPath), path);
    });
  }

  /** Makes the DF of the application current: keys are found only there, and others may have selected another DF. */
  async selectApplication(): Promise<void> {
    const { aid, path } = await this.#application();
    await (path === undefined ? selectApplication(this.channel, aid) : selectDf(this.channel, path));
  }

  /** Makes the MF current: data objects of the card and of its PINs are found only there. */
  selectMf(): Promise<void> {
    return selectDf(this.channel, MF);
  }

  #application(): Promise<Application> {
    return this.#keep('EF.DIR', async () => {
      const applications = decodeEfDir(await this.#read('EF.DIR', EF_DIR));
      const found = applications.find(({ aid }) => equalBytes(aid, CONTACT_APPLICATION));
      if (found !== undefined) return found;
      throw new Refusal(SCARD.E_CARD_UNSUPPORTED, {
        en: `EF.DIR does not list ${toHex(CONTACT_APPLICATION)}`,
        fr: `EF.DIR ne cite pas ${toHex(CONTACT_APPLICATION)}`,
      });
    });
  }

  #odf(): Promise<readonly OdfEntry[]> {
    return this.#keep('ODF', async () => decodeOdf(await this.#readInApplication('ODF', ODF)));
  }

  /** The objects of every file of that kind, in the order of the ODF. */
  async #objects<T>(file: string, kind: ObjectKind, decode: (bytes: Bytes) => readonly T[]): Promise<T[]> {
    const objects: T[] = [];
    for (const entry of await this.#odf()) {
      if (entry.kind !== kind) continue;
      objects.push(...decode(part(await this.#readInApplication(file, entry.path.efidOrPath), entry.path)));
    }
    return objects;
  }

  /** A file by its path from the application's DF or from 3F00. */
  async #readInApplication(name: string, path: Bytes): Promise<Bytes> {
    if (equalBytes(path.subarray(0, 2), MF)) return this.#read(name, path);
    const application = await this.#application();
    if (application.path !== undefined) return this.#read(name, concat(application.path, path));
    await selectApplication(this.channel, application.aid);
    return this.#read(name, path);
  }

  async #read(name: string, path: Bytes): Promise<Bytes> {
    const bytes = await readFile(this.channel, path);
    if (bytes === undefined)
      throw new Refusal(SCARD.E_FILE_NOT_FOUND, {
        en: `${name} (${toHex(path)}) is not on the card`,
        fr: `${name} (${toHex(path)}) n'est pas sur la carte`,
      });
    return bytes;
  }

  /** The value of the first reading that succeeds. */
  #keep<T>(name: string, read: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(name) as Promise<T> | undefined;
    if (kept !== undefined) return kept;
    const reading = read();
    this.#kept.set(name, reading);
    reading.catch(() => this.#kept.delete(name));
    return reading;
  }
}

function rolesOf(pins: readonly PinObject[]): ReadonlyMap<number, PinObject> {
  const roles = new Map<number, PinObject>();
  const user = pins.find(({ unblocking }) => !unblocking);
  if (user !== undefined) roles.set(PIN_ID.USER, user);
  const unblocking = pins.filter((pin) => pin.unblocking);
  const linked = unblocking.find(({ ownAuthId }) => user?.authId !== undefined && equalBytes(ownAuthId, user.authId));
  const admin = linked ?? unblocking[0];
  if (admin !== undefined) roles.set(PIN_ID.ADMIN, admin);
  return roles;
}

function containersOf(
  keys: readonly PrivateKeyObject[],
  certificates: readonly CertificateObject[],
): ReadonlyMap<number, Container> {
  const sign = keys.find(({ usage }) => usage.has(KEY_USAGE.NON_REPUDIATION));
  const auth = keys.find(({ usage }) => usage.has(KEY_USAGE.SIGN) && !usage.has(KEY_USAGE.NON_REPUDIATION));
  const certificateOf = (key: PrivateKeyObject) => certificates.find(({ id }) => equalBytes(id, key.id));
  const containers = new Map<number, Container>();
  if (auth !== undefined) {
    const certificate = certificateOf(auth);
    containers.set(0, { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE, suffix: 'AUTH', key: auth, certificate });
  }
  if (sign !== undefined) {
    const certificate = certificateOf(sign);
    containers.set(1, { containerIndex: 1, keySpec: KEY_SPEC.SIGNATURE, suffix: 'SIGN', key: sign, certificate });
  }
  return containers;
}

/** The part of a file that a path names by index and length. */
function part(file: Bytes, { index = 0, length = file.length - index }: Path): Bytes {
  return file.subarray(index, index + length);
}

function publicKeyOf(certificate: Bytes): { readonly modulus: Bytes; readonly exponent: number } {
  const { n, e } = new X509Certificate(certificate).publicKey.export({ format: 'jwk' });
  if (n === undefined || e === undefined) {
    throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
      en: 'the certificate holds no RSA key',
      fr: 'le certificat ne contient pas de clé RSA',
    });
  }
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));
  return { modulus: bytes(n), exponent: bytes(e).reduce((value, byte) => value * 256 + byte, 0) };
}
