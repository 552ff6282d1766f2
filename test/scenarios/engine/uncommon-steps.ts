/** Steps and expectations that no scenario of the library shows: each with what it must come to. */
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import type { Scenario } from '../../../scenarios/engine/file/schema.ts';

const HEAD = `
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
`;

const CODES = `
  - CardAuthenticatePin: { pin: "0000", user: user }
    expect: { error: SCARD_W_WRONG_CHV, attemptsRemaining: 2 }
  - CardAuthenticatePin: { pin: "1234" }
  - CardDeauthenticateEx: { pinId: 1 }
    expect: { error: SCARD_E_UNSUPPORTED_FEATURE }
  - CardDeauthenticateEx: { pinId: 2 }
  - CardGetProperty: Authenticated State
    remember: authenticated
    expect: { data: "02000000" }
  - reset: medecin
  - CardAcquireContext: {}
  - CardGetProperty: Authenticated State
    expect: { differsFrom: authenticated }
`;

const CONTEXTS = `
  - CardDeleteContext: {}
  - CardDeleteContext: {}
    expect: { error: SCARD_E_INVALID_PARAMETER }
  - CardEnumFiles: mscp
    expect: { error: SCARD_E_INVALID_PARAMETER }
  - CardAcquireContext: {}
  - CardEnumFiles: ailleurs
    expect: { error: SCARD_E_DIR_NOT_FOUND }
  - CardGetFileInfo: mscp/cmapfile
    expect: { size: 172, accessCondition: 1 }
  - CardGetFileInfo: cardid
    expect: { size: 16, accessCondition: 3 }
  - CardGetFileInfo: absent
    expect: { error: SCARD_E_FILE_NOT_FOUND }
  - CardGetContainerProperty: { container: AUTH, property: PIN Identifier }
    expect: { pinId: 1 }
  - CardGetContainerProperty: { container: AUTH, property: Autre }
    expect: { error: SCARD_E_INVALID_PARAMETER }
  - CardQueryCapabilities: {}
    remember: capabilities
    expect: { length: 12, data: "010000000100000000000000" }
  - CardQueryFreeSpace: {}
    remember: room
    expect: { length: 16, differsFrom: capabilities, data: "01000000000000000000000002000000" }
  - CardQueryFreeSpace: {}
    expect: { sameAs: room }
  - CardQueryCapabilities: {}
    expect: { sameAs: capabilities, differsFrom: room }
  - CardQueryKeySizes: 1
    remember: sizes
    expect: { length: 20, differsFrom: room }
  - CardQueryKeySizes: 2
    expect: { sameAs: sizes }
  - CardGetContainerInfo: AUTH
    remember: auth
  - CardGetContainerInfo: SIGN
    expect: { differsFrom: auth, keySpec: AT_SIGNATURE }
  - CardGetContainerInfo: AUTH
    expect: { sameAs: auth, keySpec: AT_KEYEXCHANGE }
  - apdu: 00A4090C043F00D003
  - apdu: 00B0000004
    remember: number
  - apdu: 00B0000004
    expect: { sw: 9000, sameAs: number }
  - apdu: 00B0000404
    expect: { differsFrom: number }
`;

const KEYS = `
  - CardAuthenticateEx: { pin: "1234" }
  - CardSignData: { container: AUTH, hash: sha256, text: a }
    remember: signed
    expect: { length: 256, signature: verifies }
  - CardSignData: { container: AUTH, hash: sha256, text: a }
    expect: { sameAs: signed }
  - CardSignData: { container: AUTH, hash: sha256, text: b }
    expect: { differsFrom: signed }
  - CardSignData: { container: AUTH, hash: sha256, data: "61" }
    expect: { sameAs: signed }
  - CardRSADecrypt: { container: AUTH, text: secret }
    remember: secret
    expect: { length: 6, data: "736563726574", text: secret }
  - CardRSADecrypt: { container: AUTH, data: "736563726574" }
    expect: { sameAs: secret }
  - CardRSADecrypt: { container: AUTH, text: autre }
    expect: { differsFrom: secret }
`;

const CRYPTO_API = `
  - CryptGetProvParam: { parameter: PP_NAME }
    expect: { error: NTE_INVALID_HANDLE }
  - CryptAcquireContext: {}
  - CryptGetProvParam: { parameter: PP_ENUMCONTAINERS }
    expect: { count: 2, dialogs: [] }
  - CardReadFile: cardid
    remember: cardid
  - CryptGetProvParam: { parameter: PP_SMARTCARD_GUID }
    expect: { sameAs: cardid, length: 16 }
  - CardReadFile: cardcf
    remember: cardcf
  - CryptGetProvParam: { parameter: PP_SMARTCARD_GUID }
    expect: { differsFrom: cardcf }
  - CryptSetProvParam: { pin: "0000" }
    expect: { error: SCARD_W_WRONG_CHV, attemptsRemaining: 2, dialogs: [] }
  - CryptSetProvParam: { parameter: PP_SIGNATURE_PIN, pin: "1234" }
  - CryptSignHash: { hash: sha256, text: a }
    remember: signed
  - CryptSignHash: { hash: sha256, data: "61" }
    expect: { sameAs: signed }
  - CryptSignHash: { hash: sha256, text: b }
    expect: { differsFrom: signed }
  - CryptDecrypt: { text: secret }
    expect: { text: secret, dialogs: [] }
  - CryptReleaseContext: {}
  - CryptReleaseContext: {}
    expect: { error: NTE_INVALID_HANDLE }
`;

const CNG = `
  - NCryptFreeObject: {}
    expect: { error: NTE_INVALID_HANDLE }
  - NCryptEnumKeys: {}
    expect: { keys: [ "80250000001 0000002999922881 AUTH", "80250000001 0000002999922881 SIGN" ], dialogs: [] }
  - NCryptEnumKeys: '\\\\.\\{reader}\\'
    expect: { count: 2 }
  - NCryptEnumKeys: '\\\\.\\absent\\'
    expect: { error: SCARD_E_UNKNOWN_READER }
  - NCryptOpenKey: {}
    expect: { name: "80250000001 0000002999922881 AUTH" }
  - NCryptGetProperty: { property: SmartCardGuid }
    remember: guid
    expect: { length: 16 }
  - NCryptGetProperty: { property: SmartCardGuid }
    expect: { sameAs: guid }
  - NCryptGetProperty: { property: SmartCardKeyCertificate }
    expect: { differsFrom: guid }
  - NCryptSetProperty: { pin: "0000" }
    expect: { error: SCARD_W_WRONG_CHV, attemptsRemaining: 2, dialogs: [] }
  - NCryptSetProperty: { pin: "1234" }
  - NCryptSignHash: { hash: sha256, text: a }
    remember: signed
    expect: { dialogs: [], length: 256 }
  - NCryptSignHash: { hash: sha256, data: "61" }
    expect: { sameAs: signed, signature: verifies }
  - NCryptSignHash: { hash: sha1, text: a }
    expect: { differsFrom: signed }
  - NCryptDecrypt: { text: secret }
    expect: { text: secret }
  - NCryptFreeObject: {}
`;

const STORE = `
  - CertPropSvc: start
  - CardReadFile: cardid
    remember: none
  - verifySignature: { text: a, signature: none }
    expect: { error: NTE_NO_KEY }
  - findCertificate: { usage: signature }
    remember: certificate
    expect: { found: yes, issuer: IGC-SANTE, length: 2210 }
  - findCertificate: { usage: authentication }
    expect: { differsFrom: certificate }
  - findCertificate: { usage: signature }
    expect: { sameAs: certificate }
  - answer: { pin: "1234" }
  - signWithCPS: { text: a }
    remember: signed
  - signWithCPS: { text: a }
    expect: { sameAs: signed, dialogs: [] }
  - signWithCPS: { text: a, hash: sha256 }
    expect: { differsFrom: signed }
`;

const signed = (program: string, dialogs: string): string =>
  `  - CryptSignHash: { program: ${program}, hash: sha256, text: a }\n    expect: { dialogs: [${dialogs}] }\n`;
const typed = (program: string): string => `  - answer: { program: ${program}, pin: "1234" }\n`;

/** PIN_CACHE_POLICY_TYPE of cardmod.h: how long a code that was typed may be used again. */
const POLICIES = `
  - startProgram: { program: timed, pinCachePolicy: Timed, pinCacheSeconds: 600 }
  - CryptAcquireContext: { program: timed }
${typed('timed')}${signed('timed', 'pin')}
  - elapse: 500s
${signed('timed', '')}
  - elapse: 100s
${typed('timed')}${signed('timed', 'pin')}
  - CryptReleaseContext: timed
  - startProgram: { program: never, pinCachePolicy: None, language: en }
  - CryptAcquireContext: { program: never }
${typed('never')}
  - CryptSignHash: { program: never, hash: sha256, text: a }
    expect: { dialogs: [ pin ], says: Please enter your PIN. }
  - elapse: 2s
${typed('never')}${signed('never', 'pin')}
  - CryptReleaseContext: never
  - startProgram: { program: always, pinCachePolicy: AlwaysPrompt, transactionTimeoutMilliseconds: 60000 }
  - CryptAcquireContext: { program: always }
${typed('always')}${signed('always', 'pin')}${typed('always')}${signed('always', 'pin')}
  - CryptReleaseContext: always
  - startProgram: { program: normal, pinCachePolicy: Normal, transactionTimeoutMilliseconds: 60000 }
  - CryptAcquireContext: { program: normal }
${typed('normal')}${signed('normal', 'pin')}
  - elapse: 30s
${signed('normal', '')}
  - elapse: 3600s
${signed('normal', '')}
`;

const more: Readonly<Record<string, string>> = { CODES, CONTEXTS, KEYS, CRYPTO_API, CNG, STORE, POLICIES };

/** The same as files, by their names. */
export const UNCOMMON_FILES: readonly (readonly [name: string, text: string])[] = Object.entries(more).map(
  ([name, steps]) => [`${name}.yaml`, `scenario: '${name}'${HEAD}${steps.slice(1)}`],
);

export const UNCOMMON_STEPS: readonly Scenario[] = UNCOMMON_FILES.map(([name, text]) => parseScenario(text, name));
