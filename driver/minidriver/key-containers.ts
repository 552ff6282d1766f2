/** Key container. Source: specification 7.07, 4.5; reference/minidriver.md 4.6. */
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { ARGUMENTS } from './arguments.ts';
import type { CardContents, Container } from './card-contents.ts';
import type { CardData } from './card-data.ts';
import { checkFlags, entryPoint } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { CALG, KEY_SPEC, PIN_ID } from './structures/constants.ts';
import { rsaPublicKeyBlob } from './structures/layouts.ts';
import { checkStructVersion } from './structures/struct-version.ts';

/** CONTAINER_INFO; a key that the container does not hold is absent. */
export interface ContainerInfo {
  readonly version: 1;
  /** PUBLICKEYBLOB of the AT_SIGNATURE key. */
  readonly sigPublicKey?: Bytes;
  /** PUBLICKEYBLOB of the AT_KEYEXCHANGE key. */
  readonly keyExPublicKey?: Bytes;
}

/**
 * CardGetContainerInfo: the public key of a container, from its certificate.
 * @param version dwVersion of CONTAINER_INFO, 0 or 1
 * @throws MinidriverError SCARD_E_NO_KEY_CONTAINER, ERROR_REVISION_MISMATCH, SCARD_E_INVALID_PARAMETER for flags
 */
export function cardGetContainerInfo(
  cardData: CardData,
  containerIndex: number,
  query: { readonly version?: number; readonly flags?: number } = {},
): Promise<ContainerInfo> {
  return entryPoint(['CardGetContainerInfo', `container ${containerIndex}`], cardData, async (contents) => {
    ARGUMENTS.cardGetContainerInfo(containerIndex, query);
    const { version = 1, flags = 0 } = query;
    checkFlags(flags);
    checkStructVersion('CONTAINER_INFO', version, 1);
    return containerInfo(contents, await contents.container(containerIndex));
  });
}

async function containerInfo(contents: CardContents, container: Container): Promise<ContainerInfo> {
  const { modulus, exponent } = await contents.publicKey(container);
  return container.keySpec === KEY_SPEC.SIGNATURE
    ? { version: 1, sigPublicKey: rsaPublicKeyBlob(CALG.RSA_SIGN, modulus, exponent) }
    : { version: 1, keyExPublicKey: rsaPublicKeyBlob(CALG.RSA_KEYX, modulus, exponent) };
}

/** CardGetContainerProperty: `Container Info` or `PIN Identifier`. */
export type ContainerProperty = ContainerInfo | number;

/**
 * CardGetContainerProperty: CONTAINER_INFO for 'Container Info', the PIN_ID of the code that protects it for
 * 'PIN Identifier'.
 * @throws MinidriverError SCARD_E_INVALID_PARAMETER for any other name and for flags; SCARD_E_NO_KEY_CONTAINER
 */
export function cardGetContainerProperty(
  cardData: CardData,
  containerIndex: number,
  property: string,
  flags = 0,
): Promise<ContainerProperty> {
  return entryPoint(
    ['CardGetContainerProperty', `container ${containerIndex} ${property}`],
    cardData,
    async (contents) => {
      ARGUMENTS.cardGetContainerProperty(containerIndex, property, flags);
      checkFlags(flags);
      const container = await contents.container(containerIndex);
      if (property === 'PIN Identifier') return PIN_ID.USER;
      if (property !== 'Container Info')
        throw new Refusal(SCARD.E_INVALID_PARAMETER, {
          en: `no container property '${property}'`,
          fr: `pas de propriété de conteneur '${property}'`,
        });
      return containerInfo(contents, container);
    },
  );
}
