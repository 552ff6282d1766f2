/** The types of `cps-sim/pcsc`, `minidriver`, `csp`, `certificate-store`, `plug-and-play`, `registry` and `tls`. */
import type { KeyObject } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import * as store from '../../driver/certificate-store/index.ts';
import * as csp from '../../driver/csp/index.ts';
import * as md from '../../driver/minidriver/index.ts';
import * as pcsc from '../../driver/pcsc/index.ts';
import * as pnp from '../../driver/plug-and-play/index.ts';
import * as registry from '../../driver/registry/index.ts';
import type * as tls from '../../driver/tls/index.ts';
import type { Equal, Expect, Given } from './expect.ts';

/** What an iterator gives. */
type Told<T> = T extends AsyncGenerator<infer E> ? E : never;

export type Pcsc = [
  Expect<Equal<ReturnType<typeof pcsc.nativeWinScard>, pcsc.WinScard>>,
  Expect<Equal<pcsc.PcscContext['handle'], pcsc.ScardContext>>,
  Expect<Equal<pcsc.PcscCard['handle'], pcsc.ScardHandle>>,
  Expect<Equal<Given<pcsc.PcscContext['connect']>, pcsc.PcscCard>>,
  Expect<Equal<Given<pcsc.PcscCard['transmit']>, pcsc.ResponseApdu>>,
  Expect<Equal<Given<pcsc.PcscCard['status']>, pcsc.CardStatus>>,
  Expect<Equal<Parameters<pcsc.PcscCard['transmit']>[0], pcsc.CommandFields | pcsc.Bytes>>,
  Expect<Equal<Told<ReturnType<typeof pcsc.watchReaders>>, pcsc.ReaderEvent>>,
  Expect<Equal<Given<pcsc.WinScard['getStatusChange']>['states'], readonly pcsc.ReaderState[]>>,
  Expect<Equal<Given<pcsc.WinScard['beginTransaction']>, pcsc.ScardResult>>,
  Expect<Equal<pcsc.ScardError['scard'], number>>,
];

export type Minidriver = [
  Expect<Equal<Given<typeof md.cardAcquireContext>, md.CardData>>,
  Expect<Equal<Parameters<typeof md.cardAcquireContext>[0], md.CardDataRequest>>,
  Expect<Equal<md.CardData['card'], md.CardPort>>,
  Expect<Equal<md.CardData['told'], md.Told>>,
  Expect<Equal<md.Told['log'], md.TraceLog | undefined>>,
  Expect<Equal<Parameters<md.TraceLog['called']>[0], md.CallResult>>,
  Expect<Equal<Given<typeof md.cardAuthenticateEx>, md.AttemptsRemaining>>,
  Expect<Equal<Given<typeof md.cardGetContainerInfo>, md.ContainerInfo>>,
  Expect<Equal<Given<typeof md.cardGetContainerProperty>, md.ContainerProperty>>,
  Expect<Equal<Given<typeof md.cardGetFileInfo>, md.CardFileInfo>>,
  Expect<Equal<Parameters<typeof md.cardSignData>[1], md.CardSigningInfo>>,
  Expect<Equal<Given<typeof md.cardSignData>, md.SignedData>>,
  Expect<Equal<Given<typeof md.readSettings>, md.ReadSettings>>,
  Expect<Equal<Extract<md.RefusedFunction, 'CardSignData' | 'CardWriteFile'>, 'CardWriteFile'>>,
];

export type Csp = [
  Expect<Equal<Given<typeof csp.cryptAcquireContext>, csp.CryptProvider>>,
  Expect<Equal<csp.CryptProvider['process'], csp.CspProcess>>,
  Expect<Equal<csp.CryptProvider['container'], csp.ContainerReference | undefined>>,
  Expect<Equal<csp.ContainerReference['record'], csp.ContainerRecord>>,
  Expect<Equal<csp.CspProcess['dialogs'], csp.Dialogs>>,
  Expect<Equal<csp.CspProcess['pinCache'], csp.PinCache>>,
  Expect<Equal<csp.CspProcess['cardCache'], csp.CardCache>>,
  Expect<Equal<Parameters<csp.Dialogs['enterPin']>[0], csp.PinRequest>>,
  Expect<Equal<Given<typeof csp.cryptCreateHash>, csp.CryptHash>>,
  Expect<Equal<Given<typeof csp.cryptGetUserKey>, csp.CryptKey>>,
  Expect<Equal<Given<typeof csp.nCryptOpenStorageProvider>, csp.StorageProvider>>,
  Expect<Equal<Given<typeof csp.nCryptEnumKeys>, readonly csp.KeyName[]>>,
  Expect<Equal<Given<typeof csp.nCryptOpenKey>, csp.StorageKey>>,
  Expect<Equal<Given<typeof csp.cryptImportPublicKeyBlob>, KeyObject>>,
];

export type CertificateStore = [
  Expect<Equal<Given<store.CertificateStore['certificates']>, readonly store.StoreCertificate[]>>,
  Expect<Equal<Given<store.CertificateStore['damaged']>, readonly store.DamagedFile[]>>,
  Expect<Equal<Given<store.CertificateStore['add']>, store.Addition>>,
  Expect<Equal<store.StoreCertificate['properties'], store.CertificateProperties>>,
  Expect<Equal<store.CertificateStoreError['reason'], store.CertificateStoreReason>>,
  Expect<Equal<store.PropagationEvent['error'], csp.CspError | undefined>>,
  Expect<Equal<Given<typeof store.openKeyPairFromCertificate>, csp.StorageKey>>,
];

export type PlugAndPlay = [
  Expect<Equal<pnp.Computer['store'], pnp.DriverStore>>,
  Expect<Equal<pnp.Computer['state'], pnp.ComputerState>>,
  Expect<Equal<pnp.Computer['registry'], registry.Registry>>,
  Expect<Equal<Given<pnp.DriverStore['packages']>, readonly pnp.StoredPackage[]>>,
  Expect<Equal<Given<pnp.DriverStore['damaged']>, readonly pnp.DamagedPackage[]>>,
  Expect<Equal<Given<typeof pnp.readPackage>, pnp.DriverPackage>>,
  Expect<Equal<pnp.DriverPackage['inf'], pnp.DriverInf>>,
  Expect<Equal<pnp.DriverPackage['catalog'], pnp.CatalogFile>>,
  Expect<Equal<pnp.DriverInf['models'], readonly pnp.DriverModel[]>>,
  Expect<Equal<ConstructorParameters<typeof pnp.PlugAndPlay>[0], pnp.PlugAndPlayOptions>>,
  Expect<Equal<Given<pnp.PlugAndPlay['update']>, pnp.UpdateOutcome | undefined>>,
  Expect<Equal<Extract<pnp.PlugAndPlayEvent, { kind: 'notification' }>['notification'], pnp.Notification>>,
  Expect<Equal<Given<typeof pnp.pnputil>, pnp.PnputilReport>>,
  Expect<Equal<pnp.SetupError['symbol'], pnp.SetupCode>>,
  Expect<Equal<pnp.ComputerError['reason'], pnp.ComputerReason>>,
];

export type Registry = [
  Expect<Equal<Given<typeof registry.parseRegistrationFile>, registry.Registry>>,
  Expect<Equal<Given<registry.Registry['get']>, registry.RegistryValue | undefined>>,
  Expect<Equal<registry.Hive, 'HKLM' | 'HKCU'>>,
];

export async function taken(winscard: pcsc.WinScard, card: pcsc.PcscCard, key: csp.StorageKey) {
  const { sw, data } = await card.transmit({ ins: 0xb0, p1: 0x9c, ne: 256 });
  for await (const event of pcsc.watchReaders(winscard, { signal: AbortSignal.abort() }))
    if (event.kind === 'card-inserted') console.log(event.atr.length, sw.toString(16), data);
  const process = new csp.CspProcess(winscard, { language: 'fr', dialogs: csp.NOBODY });
  const provider = await csp.cryptAcquireContext(process, { container: null });
  const containers: readonly string[] = await csp.cryptGetProvParam(provider, 'PP_ENUMCONTAINERS');
  const certificate: pcsc.Bytes = await csp.nCryptGetProperty(key, 'SmartCardKeyCertificate');
  return [containers, certificate];
}

export async function refused(
  winscard: pcsc.WinScard,
  data: md.CardData,
  provider: csp.CryptProvider,
  event: pcsc.ReaderEvent,
) {
  // @ts-expect-error only an inserted card has an ATR
  console.log(event.atr);
  // @ts-expect-error a context is established, not made
  new pcsc.PcscContext(winscard);
  // @ts-expect-error a card is what it was connected as
  (await (await pcsc.PcscContext.establish(winscard)).connect('bureau')).reader = 'caisse';
  // @ts-expect-error INS is a number
  await (await (await pcsc.PcscContext.establish(winscard)).connect('bureau')).transmit({ ins: 'B0' });
  // @ts-expect-error a PIN_ID is a number
  await md.cardAuthenticateEx(data, { pinId: 'user', pin: '1234' });
  // @ts-expect-error what is signed is missing
  await md.cardSignData(data, { containerIndex: 0, keySpec: md.KEY_SPEC.SIGNATURE });
  // @ts-expect-error no such language
  new csp.CspProcess(winscard, { language: 'de' });
  // @ts-expect-error no such parameter
  await csp.cryptGetProvParam(provider, 'PP_PIN');
  // @ts-expect-error a parameter that is read only
  await csp.cryptSetProvParam(provider, 'PP_NAME', 'CSP');
  // @ts-expect-error no such version of Windows
  pnp.Computer.open('computer', { windows: 'XP' });
  // @ts-expect-error no such policy
  pnp.policy(pnp.Computer.open('computer').state, 'EnablePlugAndPlay');
  // @ts-expect-error a store is opened, not made
  new store.CertificateStore('my');
  // @ts-expect-error a REG_DWORD is a number
  new registry.Registry().set('key', 'Traces', { type: 'REG_DWORD', data: '1' });
}

export type Tls = [
  Expect<Equal<Given<typeof tls.openCardKey>, tls.CardKey>>,
  Expect<Equal<Given<typeof tls.connect>, tls.CardSocket>>,
  Expect<Equal<Parameters<typeof tls.connect>[1], tls.ConnectOptions>>,
  Expect<Equal<tls.CardAgent['key'], tls.CardKey>>,
  Expect<Equal<ReturnType<typeof tls.cardContext>, SecureContext>>,
  Expect<Equal<Parameters<typeof tls.cardContext>[0], tls.RemoteCardKey>>,
  Expect<Equal<Given<typeof tls.openCardThread>['key'], tls.RemoteCardKey>>,
  Expect<Equal<tls.CardTlsError['reason'], tls.CardTlsReason>>,
];
