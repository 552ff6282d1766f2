/**
 * Why the registration server refuses a request: one rule each, which its answer names.
 *
 * Source: reference/documents.md L04, L07, L09, L22, L26; reference/pitfalls.md E7, E8, E9; what is checked of message, card and
 * key, and the order: simulation.
 */
import type { Text } from '#common/language.ts';

/** In the order in which they are looked at. */
export const REGISTRATION_RULES = {
  tooLarge: {
    en: 'the message is larger than any request: send the p7m that CleoCPS made, and nothing else',
    fr: "le message est plus gros qu'aucune demande : envoyez le p7m fait par CleoCPS, et rien d'autre",
  },
  notEncrypted: {
    en: 'the request is not encrypted: leave the box "sign and encrypt with the CPS card" ticked',
    fr: "la demande n'est pas chiffrée : laissez cochée la case « Signer et chiffrer la demande avec la carte CPS »",
  },
  otherRecipient: {
    en: 'the request is encrypted for another certificate than the one of the registration server: take the one it publishes now',
    fr: "la demande est chiffrée pour un autre certificat que celui du serveur d'inscription : prenez celui qu'il publie à présent",
  },
  cipher: {
    en: 'the request is encrypted with an algorithm that the registration server does not read',
    fr: "la demande est chiffrée par un algorithme que le serveur d'inscription ne lit pas",
  },
  unreadable: {
    en: 'the message cannot be opened, or no request signed by a card is in it: make it again',
    fr: 'le message ne peut être ouvert, ou ne contient pas une demande signée par une carte : refaites-la',
  },
  weakDigest: {
    en: 'the card, or the key of the request, signed over SHA-1 or MD5, which the registration server refuses: sign over SHA-256',
    fr: "la carte, ou la clé de la demande, a signé sur SHA-1 ou MD5, que le serveur d'inscription refuse : signez sur SHA-256",
  },
  signature: {
    en: 'the signature of the request is not that of the card it names: make the request again',
    fr: "la signature de la demande n'est pas celle de la carte qu'elle nomme : refaites la demande",
  },
  foreignCard: {
    en: 'the certificate that signed the request was not issued by an authority of health cards: sign with a CPS card',
    fr: "le certificat qui a signé la demande n'est pas émis par une autorité des cartes de santé : signez avec une carte CPS",
  },
  cardNotValid: {
    en: 'the card that signed the request has expired, or is not valid yet: sign with a valid card',
    fr: 'la carte qui a signé la demande est périmée, ou pas encore valide : signez avec une carte valide',
  },
  cardRevoked: {
    en: 'the card that signed the request is revoked: sign with another card',
    fr: 'la carte qui a signé la demande est révoquée : signez avec une autre carte',
  },
  request: {
    en: 'what the card signed is no sound certificate request: make the request again',
    fr: "ce que la carte a signé n'est pas une demande de certificat correcte : refaites la demande",
  },
  keyLength: {
    en: 'the key has another length than 1024 or 2048 bits: leave the length that is proposed',
    fr: "la clé n'a pas 1024 ou 2048 bits : laissez la longueur proposée",
  },
  replayed: {
    en: 'this request, or its key, was received before: a request is never played again; make a new one, with a new key',
    fr: 'cette demande, ou sa clé, a déjà été reçue : une demande ne se rejoue pas ; faites-en une nouvelle, avec une nouvelle clé',
  },
  noFile: {
    en: 'no administrative file was accepted for this structure: the administrative phase comes first',
    fr: "aucun dossier administratif n'est accepté pour cette structure : la phase administrative vient d'abord",
  },
  otherStructure: {
    en: 'this server belongs to another structure than the one of the request',
    fr: 'ce serveur appartient à une autre structure que celle de la demande',
  },
  otherDomain: {
    en: 'no administrative file of this structure names this server or address: write it as the file has it',
    fr: 'aucun dossier administratif de cette structure ne nomme ce serveur ou cette adresse : écrivez-le comme au dossier',
  },
  notAdministrator: {
    en: 'the holder of the card is not known as the administrator of this server and domain: another card is needed',
    fr: "le porteur de la carte n'est pas connu comme administrateur de ce serveur et de ce domaine : il faut une autre carte",
  },
} as const satisfies Readonly<Record<string, Text>>;

export type RegistrationRule = keyof typeof REGISTRATION_RULES;

export interface Refusal {
  readonly rule: RegistrationRule;
}

export function refusal(rule: RegistrationRule): Refusal {
  return { rule };
}

export function isRefusal(value: object): value is Refusal {
  return 'rule' in value;
}
