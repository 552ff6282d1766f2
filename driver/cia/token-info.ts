/** TokenInfo (CardInfo). Source: ISO/IEC 7816-15:2016, 8.10; reference/cryptolib.md 6.4. */

import { DER, DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';

const LABEL = 0x80;
const SUPPORTED_ALGORITHMS = 0xa2;

/** An operation the card can do. */
interface AlgorithmInfo {
  /** What algReference of a PrKDF entry names. */
  readonly reference: number;
  /** PKCS#11 mechanism (CKM_*). */
  readonly algorithm: number;
  /** Bits of Operations: 1 computeSignature, 4 encipher, 5 decipher, 6 hash... */
  readonly operations: ReadonlySet<number>;
  /** The card's own algorithm reference, tag 80 of MSE SET. */
  readonly algorithmReference?: number;
}

export interface TokenInfo {
  readonly version: number;
  readonly serialNumber?: Bytes;
  readonly manufacturerId?: string;
  readonly label?: string;
  readonly supportedAlgorithms: readonly AlgorithmInfo[];
}

/** @throws DerError */
export function decodeTokenInfo(bytes: Bytes): TokenInfo {
  const file = DerReader.ofFile('TokenInfo', bytes);
  const fields = file.enter(DER.SEQUENCE, 'TokenInfo');
  file.end('TokenInfo');
  const version = fields.integer('version');
  const serialNumber = fields.takeIf(DER.OCTET_STRING);
  const manufacturerId = fields.textIf();
  const label = fields.textIf(LABEL);
  fields.bits('tokenFlags');
  let supportedAlgorithms: readonly AlgorithmInfo[] = [];
  while (fields.more) {
    const algorithms = fields.enterIf(SUPPORTED_ALGORITHMS);
    if (algorithms === undefined) fields.skip();
    else supportedAlgorithms = readAlgorithms(algorithms);
  }
  return {
    version,
    ...(serialNumber && { serialNumber }),
    ...(manufacturerId !== undefined && { manufacturerId }),
    ...(label !== undefined && { label }),
    supportedAlgorithms,
  };
}

function readAlgorithms(reader: DerReader): AlgorithmInfo[] {
  const algorithms: AlgorithmInfo[] = [];
  while (reader.more) algorithms.push(readAlgorithm(reader.enter(DER.SEQUENCE, 'AlgorithmInfo')));
  return algorithms;
}

function readAlgorithm(fields: DerReader): AlgorithmInfo {
  const reference = fields.integer('reference');
  const algorithm = fields.integer('algorithm');
  fields.skip(); // parameters: NULL or an object identifier
  const operations = fields.bits('supportedOperations');
  const objId = 0x06;
  fields.takeIf(objId);
  const algorithmReference = fields.at(DER.INTEGER) ? fields.integer('algRef') : undefined;
  fields.end('AlgorithmInfo');
  return {
    reference,
    algorithm,
    operations,
    ...(algorithmReference !== undefined && { algorithmReference }),
  };
}
