/** From what OpenSSL or the network said of a connection to a CardTlsError. */
import type { Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { CardTlsError, type SignatureRefusal } from './card-tls-error.ts';

/** What OpenSSL or the network said; of another thread too, which classes do not cross. */
export interface SocketFailure {
  readonly message: string;
  readonly code: string | undefined;
}

type Cause = Pick<SignatureRefusal, 'reason' | 'why'>;

const OTHER_VERSION: Cause = {
  reason: 'not-supported',
  why: {
    en: 'the server takes no version of TLS this card can sign for: let it take TLS 1.2',
    fr: "le serveur n'accepte aucune version de TLS pour laquelle cette carte signe : qu'il accepte TLS 1.2",
  },
};

const REFUSED: Cause = {
  reason: 'certificate-refused',
  why: {
    en: "the server does not trust the card's certificate: give it the authorities the card has its certificate from",
    fr: 'le serveur ne fait pas confiance au certificat de la carte : donnez-lui les autorités dont la carte tient son certificat',
  },
};

const TOO_WEAK: Cause = {
  reason: 'not-supported',
  why: {
    en: "the OpenSSL of this program lets no certificate of so weak a chain (SHA-1) out: lower its level (ciphers 'DEFAULT:@SECLEVEL=0')",
    fr: "l'OpenSSL de ce programme ne laisse pas sortir un certificat de chaîne aussi faible (SHA-1) : abaissez son niveau (ciphers 'DEFAULT:@SECLEVEL=0')",
  },
};

/** By OpenSSL's codes. Source: RFC 5246, 7.2.2 (alerts). */
const CAUSES: Readonly<Record<string, Cause>> = {
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: OTHER_VERSION,
  ERR_SSL_UNSUPPORTED_PROTOCOL: OTHER_VERSION,
  ERR_SSL_CA_MD_TOO_WEAK: TOO_WEAK,
  ERR_SSL_EE_KEY_TOO_SMALL: TOO_WEAK,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: {
    reason: 'certificate-revoked',
    why: {
      en: "the server knows the card's certificate as revoked: ask for another card",
      fr: 'le serveur sait que le certificat de la carte est révoqué : demandez une autre carte',
    },
  },
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: {
    reason: 'certificate-expired',
    why: {
      en: "the card's certificate is out of date: ask for another card, and look at the date of the computer",
      fr: "le certificat de la carte n'est plus en cours de validité : demandez une autre carte et vérifiez la date de l'ordinateur",
    },
  },
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: REFUSED,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: REFUSED,
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: REFUSED,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: REFUSED,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: REFUSED,
};

const UNKNOWN_AUTHORITY: Text = {
  en: "the server's certificate comes from no authority that is known here: give its authorities (ca; --ca FILE)",
  fr: "le certificat du serveur ne vient d'aucune autorité connue ici : donnez ses autorités (ca ; --ca FICHIER)",
};

/** Of the server or the way to it, by the codes of OpenSSL (verify(1)), of Node and of the system. */
const FAILURES: Readonly<Record<string, Text>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    en: 'the server signed its certificate itself: if it is yours, give that certificate (ca; --ca FILE)',
    fr: "le serveur a signé lui-même son certificat : s'il est à vous, donnez ce certificat (ca ; --ca FICHIER)",
  },
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: {
    en: "the server's certificate is out of date: let the server have another one, and look at the date of the computer",
    fr: "le certificat du serveur a expiré : que le serveur en ait un autre, et vérifiez la date de l'ordinateur",
  },
  CERT_NOT_YET_VALID: {
    en: "the server's certificate is not valid yet: look at the date of the computer",
    fr: "le certificat du serveur n'est pas encore valide : vérifiez la date de l'ordinateur",
  },
  CERT_REVOKED: {
    en: "the server's certificate is revoked: let the server have another one",
    fr: 'le certificat du serveur est révoqué : que le serveur en ait un autre',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    en: "the server's certificate is for another name: connect to the name it has, or say that name (servername; --servername NAME)",
    fr: 'le certificat du serveur est pour un autre nom : connectez-vous au nom qui y est, ou dites ce nom (servername ; --servername NOM)',
  },
  // OpenSSL reads the first bytes of the other protocol as the version of a record.
  ERR_SSL_WRONG_VERSION_NUMBER: {
    en: 'the server speaks no TLS at that port: correct the port, or let TLS begin by STARTTLS (--starttls) where its protocol has that',
    fr: 'le serveur ne parle pas TLS à ce port : corrigez le port, ou faites commencer TLS par STARTTLS (--starttls) si son protocole le prévoit',
  },
  ECONNRESET: {
    en: 'the server ended it: it refuses this client, or waited too short a time for the code; a code that was typed is kept: connect again',
    fr: "le serveur l'a arrêtée : il refuse ce client, ou n'a pas attendu le code assez longtemps ; un code tapé est gardé : reconnectez-vous",
  },
  ECONNREFUSED: {
    en: 'nothing listens at that port: start the server, or correct host and port',
    fr: "rien n'écoute à ce port : démarrez le serveur, ou corrigez l'hôte et le port",
  },
  ENOTFOUND: {
    en: 'no computer has that name: correct the host',
    fr: "aucun ordinateur n'a ce nom : corrigez l'hôte",
  },
};

/** Ours where the code is known; OpenSSL's or the system's else. All of those are in `cause`. */
export function failureText({ code = '', message }: SocketFailure): Text {
  const words = own(FAILURES, code);
  // Of a host with several addresses Node says nothing but the code.
  const said = message || code;
  return {
    en: `the connection failed: ${words === undefined ? said : `${words.en} (${code})`}`,
    fr: `la connexion a échoué : ${words === undefined ? said : `${words.fr} (${code})`}`,
  };
}

/** The same code and words, of an error that was caught in another thread. */
function causeOf({ message, code }: SocketFailure): Error {
  const error = new Error(message);
  return code === undefined ? error : Object.assign(error, { code });
}

/** OpenSSL 3.5 (Node 22 and later) calls the alerts of SSL 3 those of SSL/TLS. */
function sameSinceSsl3(code: string): string {
  return code.replace(/SSL.TLS_ALERT/, 'SSLV3_ALERT');
}

/** @param refusal of the card, when it did not sign: the reason then, whatever OpenSSL says of it */
export function connectionError(failure: SocketFailure, refusal?: SignatureRefusal): CardTlsError {
  const cause = causeOf(failure);
  if (refusal !== undefined) return new CardTlsError(refusal, cause);
  const known = own(CAUSES, sameSinceSsl3(failure.code ?? ''));
  if (known !== undefined) return new CardTlsError(known, cause);
  return new CardTlsError({ reason: 'connection', why: failureText(failure) }, cause);
}
