/** Cases of the computer: pnputil, the driver store, trust, the Calais database, the service with cards by their ATR. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, hex } from '#iso7816/bytes.ts';
import { calaisCards, matchesAtr } from '../../../../driver/plug-and-play/calais.ts';
import {
  Computer,
  cardTypeProviderName,
  listCards,
  pnputil,
  setPolicy,
} from '../../../../driver/plug-and-play/index.ts';
import { setupHresult } from '../../../../driver/plug-and-play/setup-error.ts';
import { softwareKey } from '../../../../driver/registry/index.ts';
import { minidriverPackage, UpdateServices } from '../../../../simulator/services/windows-update/index.ts';
import { ATR_CONTACT, ATR_CONTACTLESS, CONTACT, CPS3, casesOf, OLD, PnpBench, READER, type Row } from './bench.ts';

const trust = (b: PnpBench, how: 'trusted' | 'distrusted' | undefined) =>
  b.computer.change(({ publishers }) => {
    if (how === undefined) delete publishers['ASIP Sante'];
    else publishers['ASIP Sante'] = how;
  });
/** A stale package of a publisher nobody trusts any more is in the store. */
const stale = async (b: PnpBench) => {
  await trust(b, 'trusted');
  await b.add(OLD);
  await trust(b, undefined);
  return b;
};
const unelevated = (b: PnpBench, ...args: string[]) =>
  pnputil(b.computer, args, { elevated: false, workingDirectory: '.' });
const inStore = (b: PnpBench, file: string) => join(b.computer.folder, 'DriverStore', 'oem0', file);
const again = (b: PnpBench) => Computer.open(b.computer.folder);
const calais = (name: string) => softwareKey('HKLM', 'native', `Microsoft\\Cryptography\\Calais\\SmartCards\\${name}`);
const registered = (b: PnpBench, name: string, atr: string, mask?: string) =>
  b.computer.change(({ registry }) => {
    registry.set(calais(name), 'ATR', { type: 3, data: fromHex(atr) });
    if (mask !== undefined) registry.set(calais(name), 'ATRMask', { type: 3, data: fromHex(mask) });
  });
const UNKNOWN = ['SCFILTER\\CID_53494D554C4154494F4E'];
const UNKNOWN_ATR = hex`3B 0A 53 49 4D 55 4C 41 54 49 4F 4E`;

// biome-ignore format: one case a line
const PNPUTIL: readonly Row[] = [
  ['G33 12.4', '-i -a: added, and nothing to install it on', async (b) => { const r = await b.pnputil('-i', '-a', b.package()); return r.verb === 'add' && r.added.map(({ publishedName, installedOn }) => [publishedName, installedOn]); }, [['oem0.inf', 0]]],
  ['G33 12.4', '-i -a with the card there', async (b) => { await (await b.set({ updates: 'none' })).insert(); await b.add({}, '-i'); return [b.device?.status, b.device?.driver, b.plugAndPlay.stateOf(READER)]; }, ['working', 'oem0.inf', 'A8']],
  ['12.4', '-i -a with the card taken out: it keeps what it had', async (b) => { await b.insert(); await b.remove(); const r = await b.pnputil('-i', '-a', b.package({ version: '2.5.0.0', date: '2018-03-14' })); return r.verb === 'add' && [r.added[0]?.installedOn, b.device?.driverVersion]; }, [0, '2.4.0.1']],
  ['12.4', '-a alone installs on nothing', async (b) => { await (await b.set({ updates: 'none' })).insert(); await b.add(); return [b.device?.status, b.stored]; }, ['null-driver', ['oem0.inf']]],
  ['12.4', 'published names: the first free number', async (b) => { await b.add(); await b.add({ version: '2.5.0.0' }); await b.add({ version: '2.6.0.0' }); await b.pnputil('-d', 'oem1.inf'); return [await b.add({ version: '2.7.0.0' }), b.stored]; }, ['oem1.inf', ['oem0.inf', 'oem1.inf', 'oem2.inf']]],
  ['12.4', 'the same package keeps its name', async (b) => [await b.add(), await b.add(), b.stored], ['oem0.inf', 'oem0.inf', ['oem0.inf']]],
  ['12.4', '*.inf', async (b) => { const r = await b.pnputil('-a', b.package().replace('cpsmd.inf', '*.inf')); return r.verb === 'add' && r.added.length; }, 1],
  ['12.4', '*.inf in an empty folder', (b) => b.pnputil('-a', join(b.write(new Map()), '..', '*.inf')), 'ERROR_FILE_NOT_FOUND'],
  ['G34 12.4', '-e', async (b) => { await b.add(); const r = await b.pnputil('-e'); return r.verb === 'enumerate' && r.packages.map(({ publishedName, inf, catalog }) => [publishedName, inf.version.provider, inf.version.driverVersion, catalog.publisher]); }, [['oem0.inf', 'ASIP Sante', '2.4.0.1', 'Microsoft Windows Hardware Compatibility Publisher']]],
  ['G34 12.4', '-d', async (b) => { await b.add(); await b.pnputil('-d', 'Oem0.inf'); return b.stored; }, []],
  ['12.4', '-d of what is not there', (b) => b.pnputil('-d', 'oem0.inf'), 'ERROR_NOT_AN_INSTALLED_OEM_INF'],
  ['12.4', '-d of a file that was never published', async (b) => { await b.add(); return b.pnputil('-d', 'cpsmd.inf'); }, 'ERROR_NOT_AN_INSTALLED_OEM_INF'],
  ['12.4', '-d leads out of no folder', (b) => b.pnputil('-d', '../oem0.inf'), 'ERROR_NOT_AN_INSTALLED_OEM_INF'],
  ['12.4', '-d in use', async (b) => { await b.insert(); return b.pnputil('-d', 'oem0.inf'); }, 'ERROR_INF_IN_USE_BY_DEVICES'],
  ['12.4', '-d in use leaves everything as it was', async (b) => { await b.insert(); try { await b.pnputil('-d', 'oem0.inf'); } catch {} return [b.stored, b.cards]; }, [['oem0.inf'], [CPS3]]],
  ['12.4', '-f -d in use: the card keeps its driver', async (b) => { await b.insert(); await b.pnputil('-f', '-d', 'oem0.inf'); return [b.stored, b.plugAndPlay.stateOf(READER), b.cards]; }, [[], 'A8', [CPS3]]],
  ['12.4', '-f -d in use: until it leaves', async (b) => { await b.insert(); await b.pnputil('-f', '-d', 'oem0.inf'); await b.remove(); return b.cards; }, []],
  ['I7', 'the cycle -i -a, -e, -d leaves nothing', async (b) => { await b.set({ updates: 'none' }); await b.add({}, '-i'); await b.insert(); const before = b.cards; await (await b.remove()).pnputil('-d', 'oem0.inf'); return [before, b.cards, b.device, b.computer.state.installations]; }, [[CPS3], [], undefined, {}]],
  ['I7', 'the module leaves the system folders', async (b) => { await b.insert(); const file = join(b.computer.windowsFolder, 'system32', 'cpsmd.dll'); const before = existsSync(file); await (await b.remove()).pnputil('-d', 'oem0.inf'); return [before, existsSync(file)]; }, [true, false]],
  ['I8', 'not elevated: -a', (b) => unelevated(b, '-a', b.package()), 'ERROR_ACCESS_DENIED'],
  ['I8', 'not elevated: -d', async (b) => { await b.add(); return unelevated(b, '-d', 'oem0.inf'); }, 'ERROR_ACCESS_DENIED'],
  ['I8', 'not elevated: -e', (b) => unelevated(b, '-e'), 'ERROR_ACCESS_DENIED'],
  ['I8', 'not elevated: help', async (b) => (await unelevated(b, '-?')).verb, 'help'],
  ['12.4', '-i and -f exclude each other', (b) => b.pnputil('-i', '-f', '-a', 'x.inf'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', '-i with -d', (b) => b.pnputil('-i', '-d', 'oem0.inf'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', '-a and -d together', (b) => b.pnputil('-a', '-d', 'oem0.inf'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', '-a without a file', (b) => b.pnputil('-a'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', '-e with a file', (b) => b.pnputil('-e', 'oem0.inf'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', 'a switch nobody knows', (b) => b.pnputil('-x'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', 'nothing is help', async (b) => (await b.pnputil()).verb, 'help'],
  ['12.4', '/a and -A are -a', async (b) => [(await b.pnputil('/a', b.package())).verb, (await b.pnputil('-A', b.package())).verb], ['add', 'add']],
  ['12.4', 'Windows 10: /add-driver /install', async (b) => (await b.pnputil('/add-driver', b.package(), '/install')).verb, 'add'],
  ['12.4', 'Windows 10: /enum-drivers', async (b) => (await b.pnputil('/enum-drivers')).verb, 'enumerate'],
  ['12.4', 'Windows 10: /delete-driver /uninstall', async (b) => { await b.insert(); await b.pnputil('/delete-driver', 'oem0.inf', '/uninstall'); return [b.stored, b.plugAndPlay.stateOf(READER), b.cards]; }, [[], 'A6', []]],
  ['12.4', 'Windows 10: /delete-driver in use', async (b) => { await b.insert(); return b.pnputil('/delete-driver', 'oem0.inf'); }, 'ERROR_INF_IN_USE_BY_DEVICES'],
  ['12.4', 'Windows 10: /delete-driver /install', (b) => b.pnputil('/delete-driver', 'oem0.inf', '/install'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', 'Windows 7 does not know /enum-drivers', async (b) => await (await b.set({ windows: '7' })).pnputil('/enum-drivers'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', 'Windows 10 1511 does not yet', async (b) => await (await b.set({ windows: '10-1511' })).pnputil('/enum-drivers'), 'ERROR_INVALID_PARAMETER'],
  ['12.4', 'Windows 10 1607 does', async (b) => (await (await b.set({ windows: '10-1607' })).pnputil('/enum-drivers')).verb, 'enumerate'],
  ['12.4', 'an altered INF is refused, and not stored', async (b) => [await b.add({ fault: 'altered' }), b.stored], ['ERROR_FILE_HASH_NOT_IN_CATALOG', []]],
  ['12.4', 'an altered module is refused', async (b) => { const files = new Map(minidriverPackage().files); files.set('cpsmd64.dll', Uint8Array.of(1)); const r = await b.pnputil('-a', b.write(files)); return r.verb === 'add' && r.added[0]?.error?.symbol; }, 'ERROR_FILE_HASH_NOT_IN_CATALOG'],
  ['12.4', 'no catalogue', (b) => b.add({ fault: 'unsigned' }), 'ERROR_NO_AUTHENTICODE_CATALOG'],
  ['12.4', 'a catalogue that is none', async (b) => { const files = new Map<string, Uint8Array | string>(minidriverPackage().files); files.set('cpsmd.cat', 'PK'); const r = await b.pnputil('-a', b.write(files)); return r.verb === 'add' && r.added[0]?.error?.symbol; }, 'ERROR_NO_AUTHENTICODE_CATALOG'],
  ['12.3', 'a file that is not beside the INF', async (b) => { const files = new Map(minidriverPackage().files); files.delete('cpsmd64.dll'); const r = await b.pnputil('-a', b.write(files)); return r.verb === 'add' && r.added[0]?.error?.symbol; }, 'ERROR_FILE_NOT_FOUND'],
  ['12.3', 'a malformed INF', (b) => b.add({ fault: 'malformed' }), 'ERROR_BAD_SECTION_NAME_LINE'],
  ['12.4', 'a publisher nobody has decided on', (b) => b.add(OLD), 'ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED'],
  ['12.4', 'a publisher that is trusted', async (b) => { await trust(b, 'trusted'); return b.add(OLD); }, 'oem0.inf'],
  ['12.4', 'a publisher that is not', async (b) => { await trust(b, 'distrusted'); return b.add(OLD); }, 'ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED'],
  ['12.4', 'the HRESULT of 0xE0000242', () => setupHresult('ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED'), 0x800f0242],
  ['12.4', 'the store survives', async (b) => { await b.add(); return again(b).store.packages().map(({ publishedName }) => publishedName); }, ['oem0.inf']],
  ['12.4', 'a package spoilt in the store is no driver, but goes by -d', async (b) => { await b.add(); writeFileSync(inStore(b, 'cpsmd.inf'), 'spoilt'); await (await b.set({ updates: 'none' })).insert(); const before = [b.stored, b.computer.store.damaged().length, b.device?.status]; await b.pnputil('-d', 'oem0.inf'); return [...before, b.computer.store.damaged()]; }, [[], 1, 'null-driver', []]],
  ['12.4', 'a package altered in the store is not installed', async (b) => { await b.add(); writeFileSync(inStore(b, 'cpsmd.inf'), `${readFileSync(inStore(b, 'cpsmd.inf'), 'utf8')}\n; altered`); await b.insert(); return [b.device?.status, b.shown]; }, ['failed', ['installing', 'install-error']]],
];

// biome-ignore format: one case a line
const CALAIS: readonly Row[] = [
  ['I3 12.2', 'the contact card after installation', async (b) => (await b.insert()).cards, [CPS3]],
  ['I3 12.2', 'both entries match the card of their face only', async (b) => { await b.insert(); return [ATR_CONTACT, ATR_CONTACTLESS].map((atr) => listCards(b.computer.registry, atr)); }, [[CPS3], [`${CPS3} - CL`]]],
  ['12.2', 'the view of 32-bit programs', async (b) => { await b.insert(); return listCards(b.computer.registry, ATR_CONTACT, 'Wow6432Node'); }, [CPS3]],
  ['12.2', 'an unknown ATR', async (b) => { await b.insert(); return listCards(b.computer.registry, UNKNOWN_ATR); }, []],
  ['I2 12.2', 'another length never matches', async (b) => { await registered(b, 'short', '3B00', 'FF00'); return b.cards; }, []],
  ['I2 12.2', 'nor the beginning of a longer one', async (b) => { await registered(b, 'long', '3BAC00', 'FFFFFF'); return listCards(b.computer.registry, hex`3B AC`); }, []],
  ['I2 12.2', 'a mask of another length matches nothing', async (b) => { await registered(b, 'x', '3B00', 'FF'); return listCards(b.computer.registry, hex`3B AC`); }, []],
  ['12.2', 'without a mask every bit counts', async (b) => { await registered(b, 'x', '3BAC'); return [hex`3B AC`, hex`3B AD`].map((atr) => listCards(b.computer.registry, atr)); }, [['x'], []]],
  ['12.2', 'the registered ATR is masked already: bits outside the mask never match', async (b) => { await registered(b, 'x', '3BFF', 'FF0F'); return listCards(b.computer.registry, hex`3B FF`); }, []],
  ['12.2', 'first match first', async (b) => { await registered(b, 'one', '3B00', 'FF00'); await registered(b, 'two', '3BAC', 'FFFF'); return listCards(b.computer.registry, hex`3B AC`); }, ['one', 'two']],
  ['12.2', 'the card module', async (b) => cardTypeProviderName((await b.insert()).computer.registry, CPS3, 'module'), 'cpsmd.dll'],
  ['12.2 G18', 'the CSP', async (b) => cardTypeProviderName((await b.insert()).computer.registry, CPS3, 'csp'), 'Microsoft Base Smart Card Crypto Provider'],
  ['12.2', 'the KSP', async (b) => cardTypeProviderName((await b.insert()).computer.registry, CPS3, 'ksp'), 'Microsoft Smart Card Key Storage Provider'],
  ['12.2', 'a card nobody registered', (b) => cardTypeProviderName(b.computer.registry, 'x', 'module'), undefined],
  ['12.2', 'names as they were spelled', async (b) => calaisCards((await b.insert()).computer.registry).map(({ name }) => name), [CPS3, `${CPS3} - CL`]],
  ['12.2', 'the registry survives', async (b) => { await b.insert(); const [card] = calaisCards(again(b).registry); return card && matchesAtr(card, ATR_CONTACT); }, true],
];

// biome-ignore format: one case a line
const SERVICE: readonly Row[] = [
  ['G07', 'a CCID reader: A3, A4, A5', async (b) => { await b.plugAndPlay.readerPlugged('R'); return [b.states, b.shown]; }, [['A3', 'A4', 'A5'], ['installing', 'ready']]],
  ['G07 G09', 'another reader, Windows 7: found on Windows Update', async (b) => { await (await b.set({ windows: '7' })).plugAndPlay.readerPlugged('R', 'vendor'); return [b.states, b.shown]; }, [['A3', 'A4', 'A5'], ['installing', 'searching', 'ready']]],
  ['G07', 'another reader, offline: A3', async (b) => { b.services.state.online = false; await b.plugAndPlay.readerPlugged('R', 'vendor'); return [b.states, b.shown]; }, [['A3'], ['no-driver']]],
  ['G07', 'a reader without driver tells of no card', async (b) => { b.services.state.online = false; await b.plugAndPlay.readerPlugged('R', 'vendor'); await b.insert(ATR_CONTACT, [CONTACT], 'R'); return [b.states, b.device]; }, [[], undefined]],
  ['G07', 'a reader that is known shows nothing', async (b) => { await b.plugAndPlay.readerPlugged('R'); await b.plugAndPlay.readerUnplugged('R'); const before = b.shown.length; await b.plugAndPlay.readerPlugged('R'); return b.shown.length - before; }, 0],
  ['G08 G10', 'Windows 10: A6, A7, A8', async (b) => { await b.insert(); return [b.states, b.shown]; }, [['A6', 'A7', 'A8'], ['installing', 'ready']]],
  ['G08 G09', 'Windows 7: searching is shown', async (b) => { await (await b.set({ windows: '7' })).insert(); return b.shown; }, ['installing', 'searching', 'ready']],
  ['G10', 'the words of figure 14', async (b) => { await b.add(); await (await stale(b)).insert(); return b.said.includes('prêt'); }, true],
  ['G11', 'the second insertion: nothing to do', async (b) => { await b.insert(); await (await b.remove()).insert(); return [b.states, b.shown]; }, [['A6', 'A8'], []]],
  ['G11', 'another reader: from the driver store, nothing is fetched', async (b) => { await b.insert(); await b.insert(ATR_CONTACT, [CONTACT], 'Lecteur 1'); return [b.states, b.stored]; }, [['A6', 'A8'], ['oem0.inf']]],
  ['G11', 'the computer remembers after a restart', async (b) => { await b.insert(); const later = new PnpBench(b.world, b.target); const states: string[] = []; const { PlugAndPlay } = await import('../../../../driver/plug-and-play/index.ts'); const service = new PlugAndPlay({ computer: again(b), services: later.services, told: (event) => { if (event.kind === 'state') states.push(event.state); } }); await service.readerPlugged(READER); await service.cardInserted(READER, ATR_CONTACT, async () => ({ hardwareIds: [CONTACT], foundBy: 'historical-bytes' })); return states; }, ['A3', 'A4', 'A5', 'A6', 'A8']],
  ['12.4', 'the newest of two packages in the store', async (b) => { await b.add({ version: '2.5.0.0', date: '2018-03-14' }); await b.add(); await b.insert(); return b.device?.driverVersion; }, '2.5.0.0'],
  ['12.4', 'a later date goes before a higher version', async (b) => { await b.add({ version: '3.0.0.0', date: '2016-01-01' }); await b.add(); await b.insert(); return b.device?.driverVersion; }, '2.4.0.1'],
  ['12.5', 'event 1001', async (b) => { await b.insert(); return b.computer.state.events.map(({ id, level, message }) => [id, level, message]); }, [[1001, 'Information', `Software successfully installed for smart card in reader ${READER}. The smart card name is ${CPS3}.`]]],
  ['12.5', 'event 1000: nothing tells what it is', async (b) => { await b.insert(); await b.remove(); await b.plugAndPlay.cardInserted(READER, UNKNOWN_ATR, async () => undefined); return b.computer.state.events.at(-1)?.message; }, `Couldn't get device ID for smart card in reader ${READER}. The return code is 0x8010001F SCARD_E_UNEXPECTED.`],
  ['12.4', 'ScPnPNotification is off', async (b) => (await b.insert()).shown.includes('confirmation'), false],
  ['12.4', 'ScPnPNotification on', async (b) => { await b.computer.change((state) => setPolicy(state, 'ScPnPNotification', true)); return (await b.insert()).shown; }, ['installing', 'ready', 'confirmation']],
  ['12.4', 'EnableScPnP off: nothing is installed', async (b) => { await b.computer.change((state) => setPolicy(state, 'EnableScPnP', false)); await b.insert(); return [b.states, b.shown, b.device]; }, [['A6'], [], undefined]],
  ['12.4', 'EnableScPnP off: a registered card works', async (b) => { await b.insert(); await b.remove(); await b.computer.change((state) => setPolicy(state, 'EnableScPnP', false)); await b.insert(); return b.states; }, ['A6', 'A8']],
  ['I6 G35', 'an unknown card, Windows 7', async (b) => { await (await b.set({ windows: '7' })).insert(UNKNOWN_ATR, UNKNOWN); return [b.shown, b.said]; }, [['installing', 'searching', 'no-driver'], "Le pilote de périphérique n'a pas pu être installé | Carte à puce | Aucun pilote n'a été trouvé."]],
  ['I6 G35', 'in English', async (b) => { await (await b.set({ windows: '7', language: 'en' })).insert(UNKNOWN_ATR, UNKNOWN); return b.said; }, 'Device driver software was not successfully installed | Smart card | No driver found'],
  ['G35 12.1', 'at each insertion', async (b) => { await (await b.set({ windows: '7' })).insert(UNKNOWN_ATR, UNKNOWN); await (await b.remove()).insert(UNKNOWN_ATR, UNKNOWN); return b.shown; }, ['installing', 'searching', 'no-driver']],
  ['12.1', 'an unknown card, Windows 8 and later: the NULL driver, not a word', async (b) => { await b.insert(UNKNOWN_ATR, UNKNOWN); return [b.device?.status, b.shown, b.states]; }, ['null-driver', [], ['A6']]],
  ['12.1', 'a PIV card has a driver in Windows', async (b) => { await b.insert(UNKNOWN_ATR, [...UNKNOWN, 'SCFILTER\\CID_PIV']); return [b.device?.status, b.device?.driver]; }, ['working', undefined]],
  ['G35', 'offline, Windows 7', async (b) => { b.services.state.online = false; await (await b.set({ windows: '7' })).insert(); return [b.shown, b.cards]; }, [['installing', 'searching', 'no-driver'], []]],
  ['G08', 'no service at all', async (b) => { await (await b.set({ updates: 'none' })).insert(); return [b.device?.status, b.stored]; }, ['null-driver', []]],
  ['G08', 'what failed is tried again at the next insertion', async (b) => { b.services.state.online = false; await b.insert(); b.services.state.online = true; await (await b.remove()).insert(); return b.states; }, ['A6', 'A7', 'A8']],
  ['I9 G36', 'a stale package: the error of figure 35', async (b) => { await (await stale(b)).insert(); return [b.states, b.shown, b.device?.status]; }, [['A6'], ['installing', 'install-error'], 'failed']],
  ['I9 G36', 'its words', async (b) => { await (await stale(b)).insert(); return b.said.split(' | ').slice(0, 5); }, ['Mettre à jour le pilote - Carte à puce', "Windows a rencontré un problème lors de l'installation du pilote pour votre périphérique.", "Windows a trouvé un pilote pour votre périphérique, mais a rencontré une erreur en essayant de l'installer.", CPS3, "L'éditeur d'un catalogue signé Authenticode(tm) n'était pas défini comme étant approuvé."]],
  ['I9 G36', 'nothing is registered', async (b) => (await (await stale(b)).insert()).cards, []],
  ['I9 G36', 'inserting again does not help', async (b) => { await (await stale(b)).insert(); await (await b.remove()).insert(); return b.shown; }, ['installing', 'install-error']],
  ['I9 G36', '-d and re-insertion do', async (b) => { await (await stale(b)).insert(); await b.pnputil('-d', 'oem0.inf'); await (await b.remove()).insert(); return [b.states, b.device?.driverVersion, b.cards]; }, [['A6', 'A7', 'A8'], '2.4.0.1', [CPS3]]],
  ['I9 G36', '-d with the card still there: it never was its driver', async (b) => { await (await stale(b)).insert(); await b.pnputil('-d', 'oem0.inf'); return b.stored; }, []],
  ['G08', 'a malformed INF from the catalogue', async (b) => { b.services.publish({ version: '2.9.0.0', date: '2019-01-01', fault: 'malformed' }); await b.insert(); return [b.shown, b.stored, b.states]; }, [['installing', 'install-error'], [], ['A6']]],
  ['G08', 'an altered one', async (b) => { b.services.publish({ version: '2.9.0.0', date: '2019-01-01', fault: 'altered' }); await b.insert(); return [b.said.includes('empreinte'), b.stored]; }, [true, []]],
  ['G14', 'an update that is newer', async (b) => { await b.insert(); b.services.publish({ version: '2.5.0.0', date: '2018-03-14' }); return [await b.plugAndPlay.update(READER), b.device?.driver, b.device?.driverVersion]; }, ['updated', 'oem1.inf', '2.5.0.0']],
  ['G14', 'nothing newer', async (b) => (await b.insert()).plugAndPlay.update(READER), 'up-to-date'],
  ['G14', 'an older one', async (b) => { await b.insert(); b.services.publish({ version: '2.3.0.0', date: '2016-03-14' }); return b.plugAndPlay.update(READER); }, 'up-to-date'],
  ['G14', 'offline', async (b) => { await b.insert(); b.services.state.online = false; return b.plugAndPlay.update(READER); }, 'offline'],
  ['G14', 'an update that cannot be installed leaves what works', async (b) => { await b.insert(); b.services.publish({ version: '2.9.0.0', date: '2019-01-01', fault: 'altered' }); return [await b.plugAndPlay.update(READER), b.device?.status, b.device?.driverVersion, b.plugAndPlay.stateOf(READER)]; }, ['failed', 'working', '2.4.0.1', 'A8']],
  ['G14', 'the old package goes, the card stays known', async (b) => { await b.insert(); b.services.publish({ version: '2.5.0.0', date: '2018-03-14' }); await b.plugAndPlay.update(READER); await b.pnputil('-d', 'oem0.inf'); return [b.stored, b.cards]; }, [['oem1.inf'], [CPS3]]],
  ['G14', 'of a card without driver', async (b) => { await (await b.set({ updates: 'none' })).insert(); await b.set({ updates: 'windows-update' }); return [await b.plugAndPlay.update(READER), b.plugAndPlay.stateOf(READER)]; }, ['updated', 'A8']],
  ['G14', 'of a card nobody makes a driver for', async (b) => (await b.insert(UNKNOWN_ATR, UNKNOWN)).plugAndPlay.update(READER), 'no-driver'],
  ['G14', 'no card was ever seen', (b) => b.plugAndPlay.update(READER), undefined],
];

// biome-ignore format: one case a line
const SERVICES: readonly Row[] = [
  ['G12', 'search "asip": four entries', (b) => b.services.search('asip').map(({ version, sizeKilobytes }) => [version, sizeKilobytes]), Array.from({ length: 4 }, () => ['2.4.0.1', 283])],
  ['G12', 'their title', (b) => [...new Set(b.services.search('asip').map(({ title }) => title))], ['ASIP Sante - SmartCard - 9/20/2017 12:00:00 AM - 2.4.0.1']],
  ['G12', 'their class and date', (b) => { const [entry] = b.services.search('ASIP'); return [entry?.classification, entry?.lastUpdated]; }, ['Drivers (Other Hardware)', '2017-09-20']],
  ['G12', 'their products', (b) => b.services.search('asip').map(({ products }) => products.join(', ')), ['Windows 7, Windows 8.1 Drivers', 'Windows 10 Fall Creators Update and Later Servicing Drivers', 'Windows 10 Creators Update and Later Servicing Drivers', 'Windows 10 Anniversary Update and Later Servicing Drivers']],
  ['G13', 'the basket: 1.1 MB', (b) => { b.services.addToBasket(b.services.search('asip').map(({ id }) => id)); return Math.round((b.services.basket.reduce((sum, { sizeKilobytes }) => sum + sizeKilobytes, 0) / 1024) * 10) / 10; }, 1.1],
  ['G13', 'import: waiting, then done', (b) => { b.services.addToBasket(b.services.search('asip').map(({ id }) => id)); b.services.import(); b.services.transfer(2); return b.services.state.imports.map(({ progress }) => progress); }, ['done', 'done', 'waiting', 'waiting']],
  ['G13', 'import offline: all wait', (b) => { b.services.addToBasket(['cps-windows-7']); b.services.import(); b.services.state.online = false; return [b.services.transfer(), b.services.state.imports[0]?.progress]; }, [1, 'waiting']],
  ['G13', 'import empties the basket', (b) => { b.services.addToBasket(['cps-windows-7']); b.services.import(); return b.services.basket; }, []],
  ['G13', 'WSUS gives only what is approved', async (b) => { b.services.addToBasket(['cps-fall-creators']); b.services.import(); b.services.transfer(); await (await b.set({ updates: 'wsus' })).insert(); const before = b.device?.status; b.services.approve(); await (await b.remove()).insert(); return [before, b.device?.status]; }, ['null-driver', 'working']],
  ['G13', 'WSUS gives nothing that is not for this Windows', async (b) => { b.services.addToBasket(['cps-windows-7']); b.services.import(); b.services.transfer(); b.services.approve(); await (await b.set({ updates: 'wsus' })).insert(); return b.device?.status; }, 'null-driver'],
  ['G13', 'what waits cannot be approved', (b) => { b.services.addToBasket(['cps-windows-7']); b.services.import(); return b.services.approve(); }, 0],
  ...(['7', '8.1', '10-1607', '10-1703', '10', '11'] as const).map((windows): Row => ['G12', `Windows ${windows} finds its entry`, async (b) => (await (await b.set({ windows })).insert()).device?.driverVersion, '2.4.0.1']),
  ...(['8', '10-1511'] as const).map((windows): Row => ['G12', `Windows ${windows} is in none`, async (b) => (await (await b.set({ windows })).insert()).device?.status, 'null-driver']),
  ['G12', 'the state of the services is plain data', (b) => { b.services.publish({ version: '2.5.0.0' }); return new UpdateServices(JSON.parse(JSON.stringify(b.services.state))).search('asip').length; }, 8],
  ['G12', 'the catalogue names the devices of the INF', async (b) => { await b.add(); const [stored] = b.computer.store.packages(); return [...new Set(stored?.inf.models.flatMap(({ hardwareIds }) => hardwareIds))]; }, [CONTACT, 'SCFILTER\\CID_0031B86404B0ECC173940180829000']],
];

export const COMPUTER_CASES = casesOf([...PNPUTIL, ...CALAIS, ...SERVICE, ...SERVICES]);
