/**
 * The table of what the CSP, the KSP, the store MY and its propagation must do: one line a case, with its source.
 *
 * B, W: reference/minidriver.md 13.3; G: the guide's statements, ibid. 1; T: traps, ibid. 0; 7.x to 11: its sections.
 * Every case runs on the embedded target and over the system's pcscd, with the same outcome.
 */
import { constants, X509Certificate } from 'node:crypto';
import { toHex } from '#iso7816/bytes.ts';
import {
  type CertificateQuery,
  type CertificateStore,
  cardWebErrorStatus,
  findCertificates,
  findLastCertificate,
  openKeyPairFromCertificate,
  signCertificateVerify,
  signText,
  USAGES,
  verifyCertificateVerify,
  verifyText,
} from '../../../driver/certificate-store/index.ts';
import {
  BASE_CSP,
  CRYPT,
  CRYPT_NOHASHOID,
  cryptCreateHash,
  cryptDecrypt,
  cryptExportKey,
  cryptGenKey,
  cryptGetHashValue,
  cryptGetKeyCertificate,
  cryptGetProvParam,
  cryptGetUserKey,
  cryptHashData,
  cryptImportPublicKeyBlob,
  cryptReleaseContext,
  cryptSetHashValue,
  cryptSetProvParam,
  cryptSignHash,
  cryptVerifySignature,
  NCRYPT,
  nCryptCreatePersistedKey,
  nCryptDecrypt,
  nCryptEnumKeys,
  nCryptExportKey,
  nCryptFreeObject,
  nCryptGetProperty,
  nCryptOpenStorageProvider,
  nCryptSetPin,
  nCryptSignHash,
  nCryptVerifySignature,
  PIN_CACHE_POLICY,
  PROV,
  SMART_CARD_KSP,
} from '../../../driver/csp/index.ts';
import { CALG } from '../../../driver/minidriver/index.ts';
import { AUTH, CARD, type CaseBench, digest, encrypted, judged, MESSAGE, SIGN, sign } from './case-bench.ts';

export interface Case {
  readonly source: string;
  readonly title: string;
  run(b: CaseBench): Promise<unknown> | unknown;
  /** A value, or the name of a return code. */
  readonly expected: unknown;
}

type Row = readonly [source: string, title: string, run: Case['run'], expected: unknown];

const { SILENT, VERIFYCONTEXT, NEWKEYSET, DELETEKEYSET, DEFAULT_CONTAINER_OPTIONAL, MACHINE_KEYSET } = CRYPT;
const policy = (type: number, seconds = 0) => ({ pinCachePolicy: { type, seconds } });
const containerOf = async (b: CaseBench, container: string | null, flags = 0) =>
  cryptGetProvParam(await b.acquire({ container, flags }), 'PP_CONTAINER');
const signedBy = async (b: CaseBench, container: string, algorithm: number, hash: string) => {
  const provider = await b.open(container);
  return judged(provider, await sign(provider, algorithm), hash);
};
const ksp = (b: CaseBench) => nCryptOpenStorageProvider(b.process);
const hashed = async (b: CaseBench, algorithm: number) => cryptCreateHash(await b.open(), algorithm);
const SHA256 = { algorithmId: 'SHA256' };

/** Cases that leave the card in its reader as it was: they share one insertion. */
// biome-ignore format: one case a line
const WITH_CARD: readonly Row[] = [
  ['B1 G18', 'the name of the provider', async (b) => cryptGetProvParam(await b.acquire(), 'PP_NAME'), BASE_CSP],
  ['B1 G18', 'a provider of another name', (b) => b.acquire({ provider: 'ASIP Sante Cryptographic Provider' }), 'NTE_KEYSET_NOT_DEF'],
  ['B1 G19', 'the type of the provider', async (b) => cryptGetProvParam(await b.acquire(), 'PP_PROVTYPE'), 1],
  ['B1 G19', 'PROV_RSA_FULL', async (b) => (await b.acquire({ type: PROV.RSA_FULL })).released, false],
  ['B1 G19', 'PROV_RSA_AES', (b) => b.acquire({ type: PROV.RSA_AES }), 'NTE_PROV_TYPE_NO_MATCH'],
  ['B1', 'type 0', (b) => b.acquire({ type: 0 }), 'NTE_BAD_PROV_TYPE'],
  ['B2', 'an undefined flag', (b) => b.acquire({ flags: 0x1000 }), 'NTE_BAD_FLAGS'],
  ['B2', 'CRYPT_MACHINE_KEYSET', async (b) => containerOf(b, null, MACHINE_KEYSET), AUTH],
  ['B3', 'container level I, AUTH', (b) => containerOf(b, `\\\\.\\${b.reader}\\${AUTH}`), AUTH],
  ['B3', 'container level I, SIGN', (b) => containerOf(b, `\\\\.\\${b.reader}\\${SIGN}`), SIGN],
  ['B3', 'container level II, the default one', (b) => containerOf(b, `\\\\.\\${b.reader}\\`), AUTH],
  ['B3', 'container level II without the last backslash', (b) => containerOf(b, `\\\\.\\${b.reader}`), AUTH],
  ['B3 G21', 'container level III, AUTH', (b) => containerOf(b, AUTH), AUTH],
  ['B3 G21', 'container level III, SIGN', (b) => containerOf(b, SIGN), SIGN],
  ['B3', 'container level IV, NULL', (b) => containerOf(b, null), AUTH],
  ['B3', 'container level IV, empty', (b) => containerOf(b, ''), AUTH],
  ['B3', 'a name with a backslash', (b) => b.acquire({ container: 'a\\b' }), 'NTE_BAD_KEYSET'],
  ['B3', 'no wildcard, no other case', (b) => containerOf(b, AUTH.toLowerCase(), SILENT), 'NTE_SILENT_CONTEXT'],
  ['B4', 'an absent reader, level I', (b) => b.acquire({ container: `\\\\.\\absent\\${AUTH}` }), 'SCARD_E_UNKNOWN_READER'],
  ['B4', 'an absent reader, level II', (b) => b.acquire({ container: '\\\\.\\absent\\' }), 'SCARD_E_UNKNOWN_READER'],
  ['B4', 'an absent reader asks nobody', async (b) => [await b.acquire({ container: '\\\\.\\absent\\' }).catch(() => 'refused'), b.dialogs()], ['refused', []]],
  ['B4', 'an absent reader with CRYPT_VERIFYCONTEXT', (b) => b.acquire({ container: '\\\\.\\absent\\', flags: VERIFYCONTEXT }), 'SCARD_E_UNKNOWN_READER'],
  ['B5', 'an empty reader, silent', (b) => b.acquire({ container: `\\\\.\\${b.empty}\\`, flags: SILENT }), 'NTE_SILENT_CONTEXT'],
  ['B5', 'an empty reader, cancelled', (b) => b.acquire({ container: `\\\\.\\${b.empty}\\` }), 'SCARD_W_CANCELLED_BY_USER'],
  ['B5', 'an empty reader: the dialog', async (b) => [await b.acquire({ container: `\\\\.\\${b.empty}\\` }).catch(() => ''), b.dialogs()], ['', ['insert-card']]],
  ['B5', 'the card is elsewhere than the reader named', (b) => b.acquire({ container: `\\\\.\\${b.empty}\\${AUTH}`, flags: SILENT }), 'NTE_SILENT_CONTEXT'],
  ['B6', 'a container no card has, silent', (b) => b.acquire({ container: 'inconnu', flags: SILENT }), 'NTE_SILENT_CONTEXT'],
  ['B6', 'a container no card has, cancelled', (b) => b.acquire({ container: 'inconnu' }), 'SCARD_W_CANCELLED_BY_USER'],
  ['B6', 'a container the card in that reader has not', (b) => b.acquire({ container: `\\\\.\\${b.reader}\\inconnu` }), 'SCARD_W_CANCELLED_BY_USER'],
  ['B7', 'CRYPT_NEWKEYSET: 0 containers are left', (b) => b.acquire({ container: 'nouveau', flags: NEWKEYSET }), 'NTE_TOKEN_KEYSET_STORAGE_FULL'],
  ['B7', 'CRYPT_NEWKEYSET never overwrites', (b) => b.acquire({ container: AUTH, flags: NEWKEYSET }), 'NTE_EXISTS'],
  ['B7', 'CRYPT_NEWKEYSET is never silent', (b) => b.acquire({ container: 'nouveau', flags: NEWKEYSET | SILENT }), 'NTE_SILENT_CONTEXT'],
  ['B7', 'CRYPT_DELETEKEYSET on a read-only card', (b) => b.acquire({ container: AUTH, flags: DELETEKEYSET }), 'SCARD_E_READ_ONLY_CARD'],
  ['B7', 'CRYPT_DELETEKEYSET of what is not there', (b) => b.acquire({ container: 'inconnu', flags: DELETEKEYSET }), 'NTE_KEYSET_NOT_DEF'],
  ['B7', 'CryptGenKey', async (b) => cryptGenKey(await b.acquire()), 'NTE_TOKEN_KEYSET_STORAGE_FULL'],
  ['B7', 'CryptGenKey in a context that is released', async (b) => { const p = await b.acquire(); await cryptReleaseContext(p); return cryptGenKey(p); }, 'NTE_INVALID_HANDLE'],
  ['B11', 'the value of SSL3_SHAMD5 that was never set', async (b) => cryptGetHashValue(await hashed(b, CALG.SSL3_SHAMD5)), 'NTE_BAD_HASH_STATE'],
  ['B8', 'CRYPT_VERIFYCONTEXT enumerates without a PIN', async (b) => [await cryptGetProvParam(await b.acquire({ flags: VERIFYCONTEXT }), 'PP_ENUMCONTAINERS'), b.dialogs()], [[AUTH, SIGN], []]],
  ['B8', 'CRYPT_VERIFYCONTEXT has no private key', async (b) => cryptGetUserKey(await b.acquire({ flags: VERIFYCONTEXT }), 1), 'NTE_NO_KEY'],
  ['B8', 'CRYPT_VERIFYCONTEXT takes no PIN', async (b) => cryptSetProvParam(await b.acquire({ flags: VERIFYCONTEXT }), 'PP_KEYEXCHANGE_PIN', '1234'), 'NTE_NO_KEY'],
  ['B8', 'CRYPT_VERIFYCONTEXT does not sign', async (b) => sign(await b.acquire({ flags: VERIFYCONTEXT })), 'NTE_NO_KEY'],
  ['B8', 'CRYPT_DEFAULT_CONTAINER_OPTIONAL with a default', (b) => containerOf(b, null, DEFAULT_CONTAINER_OPTIONAL), AUTH],
  ['B8', 'CRYPT_DEFAULT_CONTAINER_OPTIONAL without', async (b) => (await b.acquire({ container: `\\\\.\\${b.empty}\\`, flags: DEFAULT_CONTAINER_OPTIONAL })).container, undefined],
  ['B9 G21', 'PP_ENUMCONTAINERS', async (b) => cryptGetProvParam(await b.acquire(), 'PP_ENUMCONTAINERS'), [AUTH, SIGN]],
  ['B9', 'PP_UNIQUE_CONTAINER', async (b) => cryptGetProvParam(await b.acquire({ container: SIGN }), 'PP_UNIQUE_CONTAINER'), SIGN],
  ['B9', 'PP_KEYSPEC', async (b) => cryptGetProvParam(await b.acquire(), 'PP_KEYSPEC'), 3],
  ['B9', 'PP_SMARTCARD_READER', async (b) => (await cryptGetProvParam(await b.acquire(), 'PP_SMARTCARD_READER')) === b.reader, true],
  ['B9', 'PP_SMARTCARD_GUID is 16 bytes', async (b) => (await cryptGetProvParam(await b.acquire(), 'PP_SMARTCARD_GUID')).length, 16],
  ['B9', 'PP_SMARTCARD_GUID without container', async (b) => cryptGetProvParam(await b.acquire({ flags: VERIFYCONTEXT }), 'PP_SMARTCARD_GUID'), 'NTE_NO_KEY'],
  ['B9', 'PP_USER_CERTSTORE', async (b) => (await cryptGetProvParam(await b.acquire(), 'PP_USER_CERTSTORE')).length, 2],
  ['B9', 'PP_ROOT_CERTSTORE: no msroots', async (b) => cryptGetProvParam(await b.acquire(), 'PP_ROOT_CERTSTORE'), []],
  ['B9 G30', 'the properties of the minidriver are none of the CSP', async (b) => cryptGetProvParam(await b.acquire(), 'CPSVersion' as never), 'NTE_BAD_TYPE'],
  ['B9', 'a parameter that cannot be set', async (b) => cryptSetProvParam(await b.acquire(), 'PP_NAME' as never, 'x'), 'NTE_BAD_TYPE'],
  ['B10', 'AUTH has AT_KEYEXCHANGE', async (b) => cryptGetUserKey(await b.acquire({ container: AUTH }), 1).keySpec, 1],
  ['B10', 'AUTH has no AT_SIGNATURE', async (b) => cryptGetUserKey(await b.acquire({ container: AUTH }), 2), 'NTE_NO_KEY'],
  ['B10', 'SIGN has AT_SIGNATURE', async (b) => cryptGetUserKey(await b.acquire({ container: SIGN }), 2).keySpec, 2],
  ['B10', 'SIGN has no AT_KEYEXCHANGE', async (b) => cryptGetUserKey(await b.acquire({ container: SIGN }), 1), 'NTE_NO_KEY'],
  ['B10 T3', 'CryptExportKey: PUBLICKEYBLOB of the key in the certificate', async (b) => { const key = cryptGetUserKey(await b.acquire(), 1); return cryptImportPublicKeyBlob(await cryptExportKey(key)).equals(new X509Certificate(await cryptGetKeyCertificate(key)).publicKey); }, true],
  ['B10', 'CryptExportKey needs no PIN', async (b) => [(await cryptExportKey(cryptGetUserKey(await b.acquire(), 1))).length, b.dialogs()], [276, []]],
  ['B11 G20', 'AUTH signs SHA-1', (b) => signedBy(b, AUTH, CALG.SHA1, 'sha1'), 'right'],
  ['B11 G20', 'AUTH signs SHA-256', (b) => signedBy(b, AUTH, CALG.SHA_256, 'sha256'), 'right'],
  ['B11 G20', 'AUTH signs SHA-384', (b) => signedBy(b, AUTH, CALG.SHA_384, 'sha384'), 'right'],
  ['B11 G20', 'AUTH signs SHA-512', (b) => signedBy(b, AUTH, CALG.SHA_512, 'sha512'), 'right'],
  ['B11', 'AUTH signs MD5', (b) => signedBy(b, AUTH, CALG.MD5, 'md5'), 'right'],
  ['B11 G20', 'SIGN signs SHA-1', (b) => signedBy(b, SIGN, CALG.SHA1, 'sha1'), 'right'],
  ['B11 G20', 'SIGN signs SHA-256', (b) => signedBy(b, SIGN, CALG.SHA_256, 'sha256'), 'right'],
  ['B11', 'the card does not sign SHA-384 with SIGN', (b) => signedBy(b, SIGN, CALG.SHA_384, 'sha384'), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['B11', 'the card does not sign SHA-512 with SIGN', (b) => signedBy(b, SIGN, CALG.SHA_512, 'sha512'), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['B11', 'an ALG_ID that is no hash', async (b) => cryptCreateHash(await b.acquire(), CALG.RSA_SIGN), 'NTE_BAD_ALGID'],
  ['B11', 'SSL3_SHAMD5 by value', async (b) => { const hash = await hashed(b, CALG.SSL3_SHAMD5); cryptSetHashValue(hash, new Uint8Array(36).fill(7)); return (await cryptSignHash(hash, 1)).length; }, 256],
  ['B11', 'SSL3_SHAMD5 hashes no data', async (b) => cryptHashData(await hashed(b, CALG.SSL3_SHAMD5), MESSAGE), 'NTE_BAD_HASH_STATE'],
  ['B11', 'a hash value of another length', async (b) => cryptSetHashValue(await hashed(b, CALG.SHA_256), new Uint8Array(20)), 'NTE_BAD_HASH'],
  ['B11', 'no data after the value was asked for', async (b) => { const hash = await hashed(b, CALG.SHA1); cryptGetHashValue(hash); cryptHashData(hash, MESSAGE); }, 'NTE_BAD_HASH_STATE'],
  ['B11', 'HP_HASHVAL', async (b) => { const hash = await hashed(b, CALG.SHA_256); cryptHashData(hash, MESSAGE); return toHex(cryptGetHashValue(hash)); }, toHex(digest('sha256'))],
  ['B11', 'CRYPT_NOHASHOID signs the bare hash', async (b) => { const hash = await hashed(b, CALG.SHA1); cryptHashData(hash, MESSAGE); return (await cryptSignHash(hash, 1, CRYPT_NOHASHOID)).length; }, 256],
  ['B11', 'CryptSignHash with another flag', async (b) => cryptSignHash(await hashed(b, CALG.SHA1), 1, 0x40), 'NTE_BAD_FLAGS'],
  ['B11', 'CryptSignHash with a key the container has not', async (b) => cryptSignHash(await hashed(b, CALG.SHA1), 2), 'NTE_NO_KEY'],
  ['B12', 'CryptVerifySignature', async (b) => { const p = await b.open(); const signature = await sign(p); const hash = cryptCreateHash(p, CALG.SHA_256); cryptHashData(hash, MESSAGE); return cryptVerifySignature(hash, signature, cryptImportPublicKeyBlob(await cryptExportKey(cryptGetUserKey(p, 1)))); }, undefined],
  ['B12', 'CryptVerifySignature of another message', async (b) => { const p = await b.open(); const signature = await sign(p); return cryptVerifySignature(cryptCreateHash(p, CALG.SHA_256), signature, cryptImportPublicKeyBlob(await cryptExportKey(cryptGetUserKey(p, 1)))); }, 'NTE_BAD_SIGNATURE'],
  ['B12', 'CryptVerifySignature with another flag', async (b) => { const p = await b.acquire(); return cryptVerifySignature(cryptCreateHash(p, CALG.SHA_256), new Uint8Array(256), cryptImportPublicKeyBlob(await cryptExportKey(cryptGetUserKey(p, 1))), 0x40); }, 'NTE_BAD_FLAGS'],
  ['B12', 'what follows the modulus is none of the key', async (b) => { const blob = await cryptExportKey(cryptGetUserKey(await b.acquire(), 1)); return cryptImportPublicKeyBlob(Uint8Array.from([...blob, 1, 2])).equals(cryptImportPublicKeyBlob(blob)); }, true],
  ['B13', 'CryptDecrypt', async (b) => { const p = await b.open(); return cryptDecrypt(cryptGetUserKey(p, 1), await encrypted(p, constants.RSA_PKCS1_PADDING)); }, MESSAGE],
  ['B13', 'CryptDecrypt with the signature key', async (b) => cryptDecrypt(cryptGetUserKey(await b.open(SIGN), 2), new Uint8Array(256)), 'NTE_BAD_KEY'],
  ['B13', 'CryptDecrypt of what is no cryptogram', async (b) => cryptDecrypt(cryptGetUserKey(await b.open(), 1), new Uint8Array(256).fill(1)), 'NTE_BAD_DATA'],
  ['B13', 'CryptDecrypt of less than the modulus', async (b) => cryptDecrypt(cryptGetUserKey(await b.open(), 1), new Uint8Array(255)), 'SCARD_E_INSUFFICIENT_BUFFER'],
  ['B13', 'CryptDecrypt with flags', async (b) => cryptDecrypt(cryptGetUserKey(await b.open(), 1), new Uint8Array(256), 0x40), 'NTE_BAD_FLAGS'],
  ['B13', 'CryptDecrypt, silent, no PIN', async (b) => cryptDecrypt(cryptGetUserKey(await b.acquire({ flags: SILENT }), 1), new Uint8Array(256)), 'NTE_SILENT_CONTEXT'],
  ['B14 7.3', 'a signature, silent, no PIN', async (b) => sign(await b.acquire({ flags: SILENT })), 'NTE_SILENT_CONTEXT'],
  ['B14 7.3', 'a signature, silent, the PIN given', async (b) => (await sign(await b.open(null, SILENT))).length, 256],
  ['B14', 'a wrong PIN given', async (b) => { const p = await b.acquire(); const error = await cryptSetProvParam(p, 'PP_SIGNATURE_PIN', '0000').catch((refusal) => refusal); await cryptSetProvParam(p, 'PP_SIGNATURE_PIN', '1234'); return [error.scardName, error.attemptsRemaining]; }, ['SCARD_W_WRONG_CHV', 2]],
  ['B14 A', 'a PIN of letters costs no try', async (b) => { const p = await b.acquire(); await cryptSetProvParam(p, 'PP_KEYEXCHANGE_PIN', 'abcd').catch(() => {}); const error = await cryptSetProvParam(p, 'PP_KEYEXCHANGE_PIN', '0000').catch((refusal) => refusal); await cryptSetProvParam(p, 'PP_KEYEXCHANGE_PIN', '1234'); return error.attemptsRemaining; }, 2],
  ['B14', 'NULL forgets the PIN once the transaction is over', async (b) => { const p = await b.open(null, SILENT); await cryptSetProvParam(p, 'PP_KEYEXCHANGE_PIN', null); await b.elapse(1500); return sign(p); }, 'NTE_SILENT_CONTEXT'],
  ['B15 G27', 'the dialog: Sécurité Windows, Carte à puce, Entrez votre code confidentiel', async (b) => { const p = await b.acquire(); await sign(p).catch(() => {}); return b.texts(); }, ['Sécurité Windows | Carte à puce | Entrez votre code confidentiel.']],
  ['B15 7.2', 'the dialog in English', async (b) => { const p = await (await b.start({ language: 'en' })).acquire(); await sign(p).catch(() => {}); return b.texts(); }, ['Windows Security | Smart card | Please enter your PIN.']],
  ['B15 G27', 'the PIN dialog cancelled', async (b) => sign(await b.types('').acquire()), 'SCARD_W_CANCELLED_BY_USER'],
  ['B15', 'a wrong PIN, then the right one', async (b) => [(await sign(await b.types('0000', '1234').acquire())).length, b.dialogs()], [256, ['pin', 'pin']]],
  ['B16 7.3', 'the PIN cache is one for both containers', async (b) => { await b.open(AUTH); await b.elapse(1500); return [(await sign(await b.acquire({ container: SIGN }))).length, b.dialogs()]; }, [256, []]],
  ['B16 7.3', 'a second program asks for the PIN itself', async (b) => { await cryptReleaseContext(await b.open()); const p = await (await b.start()).acquire({ flags: SILENT }); return sign(p); }, 'NTE_SILENT_CONTEXT'],
  ['B17 7.3', 'policy Timed, in time', async (b) => { const p = await (await b.start(policy(PIN_CACHE_POLICY.TIMED, 60))).open(null, SILENT); await b.elapse(50_000); return (await sign(p)).length; }, 256],
  ['B17 7.3', 'policy Timed, too late', async (b) => { const p = await (await b.start(policy(PIN_CACHE_POLICY.TIMED, 60))).open(null, SILENT); await b.elapse(61_000); return sign(p); }, 'NTE_SILENT_CONTEXT'],
  ['B17 7.3', 'policy None, in the transaction', async (b) => (await sign(await (await b.start(policy(PIN_CACHE_POLICY.NONE))).open(null, SILENT))).length, 256],
  ['B17 7.3', 'policy None, after it', async (b) => { const p = await (await b.start(policy(PIN_CACHE_POLICY.NONE))).open(null, SILENT); await b.elapse(1500); return sign(p); }, 'NTE_SILENT_CONTEXT'],
  ['B17 7.3', 'policy AlwaysPrompt takes any PIN and uses none', async (b) => { const p = await (await b.start(policy(PIN_CACHE_POLICY.ALWAYS_PROMPT))).acquire(); await cryptSetProvParam(p, 'PP_KEYEXCHANGE_PIN', '0000'); return [(await sign(await b.types('1234').acquire())).length, b.dialogs()]; }, [256, ['pin']]],
  ['B17 7.3', 'policy AlwaysPrompt, silent', async (b) => sign(await (await b.start(policy(PIN_CACHE_POLICY.ALWAYS_PROMPT))).acquire({ flags: SILENT })), 'NTE_SILENT_CONTEXT'],
  ['B18 10', 'TransactionTimeoutMilliseconds: the kept PIN is presented again', async (b) => { const p = await b.open(); await b.elapse(1500); return [(await sign(p)).length, b.dialogs()]; }, [256, []]],
  ['B18 7.4', 'a reset by another program is taken up silently', async (b) => { const p = await b.open(); await b.elapse(1500); await b.world.resetByAnotherProgram(b.bureau); return [(await sign(p)).length, b.dialogs()]; }, [256, []]],
  ['B19', 'a released context', async (b) => { const p = await b.acquire(); await cryptReleaseContext(p); return cryptGetProvParam(p, 'PP_NAME'); }, 'NTE_INVALID_HANDLE'],
  ['B19', 'a context released twice', async (b) => { const p = await b.acquire(); await cryptReleaseContext(p); return cryptReleaseContext(p); }, 'NTE_INVALID_HANDLE'],
  ['B20 G04', 'the KSP by its name', (b) => nCryptOpenStorageProvider(b.process, SMART_CARD_KSP).name, SMART_CARD_KSP],
  ['B20 G04', 'a KSP of another name', (b) => nCryptOpenStorageProvider(b.process, 'Microsoft Software Key Storage Provider'), 'NTE_KEYSET_NOT_DEF'],
  ['B20', 'NCryptEnumKeys of all readers', async (b) => (await nCryptEnumKeys(ksp(b))).map(({ name, legacyKeySpec }) => [name, legacyKeySpec]), [[AUTH, 1], [SIGN, 2]]],
  ['B20', 'NCryptEnumKeys of one reader', async (b) => (await nCryptEnumKeys(ksp(b), `\\\\.\\${b.reader}\\`)).length, 2],
  ['B20', 'NCryptEnumKeys of an empty reader', (b) => nCryptEnumKeys(ksp(b), `\\\\.\\${b.empty}\\`), []],
  ['B20', 'NCryptEnumKeys of an absent reader', (b) => nCryptEnumKeys(ksp(b), '\\\\.\\absent\\'), 'SCARD_E_UNKNOWN_READER'],
  ['B20', 'NCryptEnumKeys of a container', (b) => nCryptEnumKeys(ksp(b), AUTH), 'NTE_BAD_KEYSET'],
  ['B20', 'NCryptOpenKey level I', async (b) => nCryptGetProperty(await b.key(`\\\\.\\${b.reader}\\${SIGN}`), 'Name'), SIGN],
  ['B20', 'NCryptOpenKey level II', async (b) => nCryptGetProperty(await b.key(`\\\\.\\${b.reader}\\`), 'Name'), AUTH],
  ['B20', 'NCryptOpenKey level III', async (b) => nCryptGetProperty(await b.key(SIGN), 'Name'), SIGN],
  ['B20', 'NCryptOpenKey level IV', async (b) => nCryptGetProperty(await b.key(null), 'Unique Name'), AUTH],
  ['B20', 'NCryptOpenKey with the wrong AT_*', (b) => b.key(SIGN, 1), 'NTE_BAD_KEYSET'],
  ['B20', 'NCryptOpenKey with undefined flags', (b) => b.key(SIGN, 0, 1), 'NTE_BAD_FLAGS'],
  ['B20', 'NCryptOpenKey, silent, no such container', (b) => b.key('inconnu', 0, NCRYPT.SILENT), 'NTE_SILENT_CONTEXT'],
  ['B20', 'Algorithm Name', async (b) => nCryptGetProperty(await b.key(), 'Algorithm Name'), 'RSA'],
  ['B20', 'Length', async (b) => nCryptGetProperty(await b.key(), 'Length'), 2048],
  ['B20', 'Algorithm Group', async (b) => nCryptGetProperty(await b.key(), 'Algorithm Group'), 'RSA'],
  ['B20', 'SmartCardReader', async (b) => (await nCryptGetProperty(await b.key(), 'SmartCardReader')) === b.reader, true],
  ['B20', 'SmartCardGuid is PP_SMARTCARD_GUID', async (b) => toHex(await nCryptGetProperty(await b.key(), 'SmartCardGuid')) === toHex(await cryptGetProvParam(await b.acquire(), 'PP_SMARTCARD_GUID')), true],
  ['B20 G30', 'no property of the card', async (b) => nCryptGetProperty(await b.key(), 'CPSVersion' as never), 'NTE_NOT_SUPPORTED'],
  ['B20', 'SmartCardKeyCertificate is KP_CERTIFICATE', async (b) => toHex(await nCryptGetProperty(await b.key(), 'SmartCardKeyCertificate')) === toHex(await cryptGetKeyCertificate(cryptGetUserKey(await b.acquire(), 1))), true],
  ['B20', 'NCryptExportKey is CryptExportKey', async (b) => toHex(await nCryptExportKey(await b.key())) === toHex(await cryptExportKey(cryptGetUserKey(await b.acquire(), 1))), true],
  ['B20', 'NCryptExportKey RSAPUBLICBLOB: head, exponent 65537, the modulus of the certificate', async (b) => { const key = await b.key(); const blob = await nCryptExportKey(key, 'RSAPUBLICBLOB'); return [toHex(blob.subarray(0, 27)), toHex(blob.subarray(27)) === new X509Certificate(await nCryptGetProperty(key, 'SmartCardKeyCertificate')).toLegacyObject().modulus]; }, ['525341310008000003000000000100000000000000000000010001', true]],
  ['B20', 'NCryptExportKey of another kind', async (b) => nCryptExportKey(await b.key(), 'RSAPRIVATEBLOB' as never), 'NTE_NOT_SUPPORTED'],
  ['B20 T3', 'the signature of CNG is that of CryptoAPI the other way round', async (b) => toHex(await nCryptSignHash(await b.openKey(), SHA256, digest('sha256'))) === toHex((await sign(await b.acquire())).reverse()), true],
  ['B20 G23', 'NCryptSignHash SHA-1 with SIGN', async (b) => { const key = await b.openKey(SIGN); return nCryptVerifySignature(key, { algorithmId: 'SHA1' }, digest('sha1'), await nCryptSignHash(key, { algorithmId: 'SHA1' }, digest('sha1'))); }, true],
  ['B20', 'NCryptVerifySignature of another hash', async (b) => { const key = await b.openKey(); return nCryptVerifySignature(key, SHA256, new Uint8Array(32), await nCryptSignHash(key, SHA256, digest('sha256'))); }, false],
  ['B20', 'NCryptSignHash PSS on a card that pads by itself', async (b) => nCryptSignHash(await b.openKey(), SHA256, digest('sha256'), NCRYPT.PAD_PSS), 'NTE_NOT_SUPPORTED'],
  ['B20', 'NCryptSignHash of an unknown hash', async (b) => nCryptSignHash(await b.openKey(), { algorithmId: 'SHA3-256' }, digest('sha256')), 'NTE_BAD_ALGID'],
  ['B20', 'NCryptSignHash of a wrong length', async (b) => nCryptSignHash(await b.openKey(), SHA256, digest('sha1')), 'NTE_INVALID_PARAMETER'],
  ['B20', 'NCryptSignHash with undefined flags', async (b) => nCryptSignHash(await b.openKey(), SHA256, digest('sha256'), 0x100), 'NTE_BAD_FLAGS'],
  ['B20', 'NCryptSignHash, silent for once, no PIN', async (b) => nCryptSignHash(await b.key(), SHA256, digest('sha256'), NCRYPT.PAD_PKCS1 | NCRYPT.SILENT), 'NTE_SILENT_CONTEXT'],
  ['B20', 'NCryptSetProperty with a wrong PIN', async (b) => { const key = await b.key(); const error = await nCryptSetPin(key, '0000').catch((refusal) => refusal); await nCryptSetPin(key, '1234'); return error.scardName; }, 'SCARD_W_WRONG_CHV'],
  ['B20', 'NCryptDecrypt', async (b) => { const key = await b.openKey(); return nCryptDecrypt(key, (await encrypted(await b.acquire(), constants.RSA_PKCS1_PADDING)).reverse()); }, MESSAGE],
  ['B20', 'NCryptDecrypt OAEP', async (b) => nCryptDecrypt(await b.openKey(), new Uint8Array(256), NCRYPT.PAD_OAEP), 'NTE_NOT_SUPPORTED'],
  ['B20', 'NCryptDecrypt with SIGN', async (b) => nCryptDecrypt(await b.openKey(SIGN), new Uint8Array(256)), 'NTE_BAD_KEY'],
  ['B20', 'NCryptCreatePersistedKey', (b) => nCryptCreatePersistedKey(ksp(b), 'nouveau'), 'NTE_TOKEN_KEYSET_STORAGE_FULL'],
  ['B20', 'NCryptCreatePersistedKey over a key', (b) => nCryptCreatePersistedKey(ksp(b), AUTH), 'NTE_EXISTS'],
  ['B20', 'NCryptCreatePersistedKey, silent', (b) => nCryptCreatePersistedKey(ksp(b), 'nouveau', NCRYPT.SILENT), 'NTE_SILENT_CONTEXT'],
  ['B20', 'a freed key', async (b) => { const key = await b.key(); await nCryptFreeObject(key); return nCryptGetProperty(key, 'Name'); }, 'NTE_INVALID_HANDLE'],
  ['B20', 'a key freed twice', async (b) => { const key = await b.key(); await nCryptFreeObject(key); return nCryptFreeObject(key); }, 'NTE_INVALID_HANDLE'],
  ['W7 11', 'KEY_PROV_INFO of what is propagated', async (b) => (await cryptGetProvParam(await b.acquire(), 'PP_USER_CERTSTORE')).map(({ keyProviderInfo }) => keyProviderInfo), [{ containerName: AUTH, providerName: BASE_CSP, providerType: 1, keySpec: 1 }, { containerName: SIGN, providerName: BASE_CSP, providerType: 1, keySpec: 2 }]],
];

const AUTHENTICATION = { enhancedKeyUsages: USAGES.authentication };
const SIGNATURE = { enhancedKeyUsages: USAGES.signature };
const myOf = (b: CaseBench): CertificateStore => b.world.desktop.store;
const counted = (b: CaseBench) => myOf(b).certificates().length;
const last = (b: CaseBench, query: CertificateQuery) => {
  const found = findLastCertificate(myOf(b), query);
  if (found === undefined) throw new Error('no such certificate in the store');
  return found;
};
const lastSigner = (b: CaseBench) => last(b, SIGNATURE);
const lastAuthenticator = (b: CaseBench) => last(b, AUTHENTICATION);

/** Cases that move cards: each one has a world of its own, both readers empty at first. */
// biome-ignore format: one case a line
const MOVING: readonly Row[] = [
  ['B5 10', 'no card at all, silent', (b) => b.acquire({ flags: SILENT }), 'NTE_SILENT_CONTEXT'],
  ['B5 10', 'no card at all: inserted when asked for', async (b) => [(await b.puts(b.medecin).acquire()).container?.record.name, b.dialogs()], [AUTH, ['insert-card']]],
  ['B5 10', 'the wrong card, then the right one', async (b) => { b.puts(b.pharmacien).puts(b.medecin, b.comptoir); return [(await b.acquire({ container: AUTH })).container?.record.name, b.dialogs()]; }, [AUTH, ['insert-card', 'insert-card']]],
  ['B7 10', 'CRYPT_DELETEKEYSET of the default container: the card is asked for', async (b) => [await b.acquire({ flags: DELETEKEYSET }).catch((error) => error.scardName), b.dialogs()], ['SCARD_W_CANCELLED_BY_USER', ['insert-card']]],
  ['B8 10', 'CRYPT_VERIFYCONTEXT without card', async (b) => cryptGetProvParam(await b.acquire({ flags: VERIFYCONTEXT }), 'PP_ENUMCONTAINERS'), []],
  ['B3 10', 'level III finds the card among two', async (b) => { await b.comptoir.insert(b.pharmacien); await b.bureau.insert(b.medecin); return (await cryptGetProvParam(await b.acquire({ container: SIGN }), 'PP_SMARTCARD_READER')) === b.reader; }, true],
  ['B9 10', 'the containers of two cards', async (b) => { await b.comptoir.insert(b.pharmacien); await b.bureau.insert(b.medecin); return (await cryptGetProvParam(await b.acquire({ flags: VERIFYCONTEXT }), 'PP_ENUMCONTAINERS')).filter((name) => name.startsWith(CARD)).length; }, 2],
  ['B6 10', 'the card of a context is looked for by cardid: in another reader', async (b) => { await b.bureau.insert(b.medecin); const p = await b.open(); await b.bureau.remove(); await b.comptoir.insert(b.medecin); return [(await sign(p)).length, b.dialogs()]; }, [256, []]],
  ['B6 10', 'PP_UI_PROMPT: the words of the program ask for the card', async (b) => { await cryptSetProvParam(await b.acquire({ flags: VERIFYCONTEXT }), 'PP_UI_PROMPT', 'La carte du médecin, svp'); await b.acquire().catch(() => {}); return b.texts(); }, ['Sécurité Windows | Carte à puce | La carte du médecin, svp']],
  ['B6 10', 'PP_UI_PROMPT forgotten: those of Windows', async (b) => { const p = await b.acquire({ flags: VERIFYCONTEXT }); await cryptSetProvParam(p, 'PP_UI_PROMPT', 'x'); await cryptSetProvParam(p, 'PP_UI_PROMPT', null); await b.acquire().catch(() => {}); return b.texts(); }, ['Sécurité Windows | Carte à puce | Insérez votre carte à puce.']],
  ['B6 7.4', 'a card that has left, silent', async (b) => { await b.bureau.insert(b.medecin); const p = await b.open(null, SILENT); await b.bureau.remove(); return sign(p); }, 'SCARD_E_NO_SMARTCARD'],
  ['B6 7.4', 'a card that has left, cancelled', async (b) => { await b.bureau.insert(b.medecin); const p = await b.open(); await b.bureau.remove(); return sign(p); }, 'SCARD_W_CANCELLED_BY_USER'],
  ['B6 7.4', 'a card that has left and comes back', async (b) => { await b.bureau.insert(b.medecin); const p = await b.open(); await b.bureau.remove(); b.puts(b.medecin); return [(await sign(p)).length, b.dialogs()]; }, [256, ['insert-card']]],
  ['Q 9', 'swap: the context of the first card does not work with the second', async (b) => { await b.bureau.insert(b.medecin); const p = await b.open(null, SILENT); await b.bureau.remove(); await b.bureau.insert(b.pharmacien); return sign(p); }, 'SCARD_E_NO_SMARTCARD'],
  ['Q 9', 'swap: what is read of the second card is not that of the first', async (b) => { await b.bureau.insert(b.medecin); const first = await containerOf(b, null); await b.bureau.remove(); await b.bureau.insert(b.pharmacien); return (await containerOf(b, null)) === first; }, false],
  ['A 7.4', 'three wrong PINs block', async (b) => { await b.bureau.insert(b.medecin); return sign(await b.types('0000', '0000', '0000').acquire()); }, 'SCARD_W_CHV_BLOCKED'],
  ['A 7.4', 'blocked, the right PIN changes nothing', async (b) => { await b.bureau.insert(b.medecin); const p = await b.types('0000', '0000', '0000').acquire(); await sign(p).catch(() => {}); return cryptSetProvParam(p, 'PP_KEYEXCHANGE_PIN', '1234'); }, 'SCARD_W_CHV_BLOCKED'],
  ['A 7.4', 'the counter survives a removal', async (b) => { await b.bureau.insert(b.medecin); const p = await b.acquire(); await cryptSetProvParam(p, 'PP_KEYEXCHANGE_PIN', '0000').catch(() => {}); await b.bureau.remove(); await b.bureau.insert(b.medecin); return (await cryptSetProvParam(p, 'PP_KEYEXCHANGE_PIN', '0000').catch((error) => error)).attemptsRemaining; }, 1],
  ['W1 G02 G15', 'two certificates after the insertion', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); return counted(b); }, 2],
  ['W1 11', 'a card that was there before the service', async (b) => { await b.bureau.insert(b.medecin); b.world.desktop.startPropagation({}); await b.world.desktop.settled(); return counted(b); }, 2],
  ['W2 11', 'the same card again adds nothing', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.bureau.remove(); await b.bureau.insert(b.medecin); return counted(b); }, 2],
  ['W3 G26', 'the certificates stay when the card leaves', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.bureau.remove(); return counted(b); }, 2],
  ['W4 G26', 'two cards, four certificates', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.bureau.remove(); await b.bureau.insert(b.pharmacien); await b.bureau.remove(); return counted(b); }, 4],
  ['W5 11', 'every reader is looked at', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.comptoir.insert(b.pharmacien); return counted(b); }, 4],
  ['W6 11', 'CertPropEnabled off', async (b) => { b.world.desktop.startPropagation({ enabled: false }); await b.bureau.insert(b.medecin); return counted(b); }, 0],
  ['W6 G26', 'the remedy: the certificates go with their card', async (b) => { b.world.desktop.startPropagation({ removeWithCard: true }); await b.bureau.insert(b.medecin); await b.bureau.remove(); return counted(b); }, 0],
  ['W7 G15', 'the friendly name of the figure', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); return [...new Set(myOf(b).certificates().map(({ properties }) => properties.friendlyName))]; }, ['alias']],
  ['W8 G25', 'the search by usage: one of each', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); return [AUTHENTICATION, SIGNATURE].map((query) => findCertificates(myOf(b), query).map(({ properties }) => properties.keyProviderInfo?.containerName)); }, [[AUTH], [SIGN]]],
  ['W9 G25', 'the last match wins', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.bureau.remove(); await b.bureau.insert(b.pharmacien); return lastSigner(b).properties.keyProviderInfo?.containerName === SIGN; }, false],
  ['W10 G28', 'a stale certificate: the card is asked for, cancelled', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.bureau.remove(); return openKeyPairFromCertificate(b.process, lastSigner(b)); }, 'SCARD_W_CANCELLED_BY_USER'],
  ['W10 G28', 'a stale certificate: the dialog', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.bureau.remove(); await signText(b.process, lastSigner(b), 'x').catch(() => {}); return b.dialogs(); }, ['insert-card']],
  ['W10 G28', 'a stale certificate whose card comes back', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.bureau.remove(); b.puts(b.medecin).types('1234'); return (await signText(b.process, lastSigner(b), 'x')).length; }, 512],
  ['G16', 'client authentication: the server verifies with the certificate alone', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); const certificate = lastAuthenticator(b); const signature = await signCertificateVerify(b.types('1234').process, certificate, digest('sha256')); await b.bureau.remove(); return [verifyCertificateVerify(certificate.x509.publicKey, MESSAGE, signature), verifyCertificateVerify(certificate.x509.publicKey, digest('sha1'), signature)]; }, [true, false]],
  ['G28', 'the card was seen, is gone, the person cancels: CannotConnect', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); await b.bureau.remove(); return signCertificateVerify(b.process, lastAuthenticator(b), digest('sha256')).catch(cardWebErrorStatus); }, 'CannotConnect'],
  ['G28', 'no authentication certificate: Unknown', (b) => cardWebErrorStatus(findLastCertificate(myOf(b), AUTHENTICATION)), 'Unknown'],
  ['W11 G23 G24', 'signed with the card, verified without it', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.medecin); const signature = await signText(b.types('1234').process, lastSigner(b), 'é'); await b.bureau.remove(); return [verifyText(lastSigner(b), 'é', signature), verifyText(lastSigner(b), 'e', signature)]; }, [true, false]],
  ['W12 G01', 'a card of another family has no certificate here', async (b) => { b.world.desktop.startPropagation({}); await b.bureau.insert(b.world.cardOf('inconnue', { kind: 'foreign' }, '')); return counted(b); }, 0],
  ['W12 G01', 'a card of another family has no container', async (b) => { await b.bureau.insert(b.world.cardOf('inconnue', { kind: 'foreign' }, '')); return b.acquire({ flags: SILENT }); }, 'NTE_SILENT_CONTEXT'],
];

function casesOf(rows: readonly Row[]): readonly Case[] {
  return rows.map(([source, title, run, expected]) => ({ source, title, run, expected }));
}

export const CASES_WITH_CARD = casesOf(WITH_CARD);
export const MOVING_CASES = casesOf(MOVING);
