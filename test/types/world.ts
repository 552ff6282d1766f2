/** The types of `cps-sim`. */

import type { PropertyName } from '../../driver/minidriver/index.ts';
import {
  type ApduEvent,
  type Bytes,
  type CardFunctionName,
  type DeviceInstallation,
  type EventName,
  type Guest,
  type GuestProgram,
  type HoldingReader,
  type InterruptibleCommand,
  type MinidriverSession,
  type MovableClock,
  type Person,
  type PinPadHand,
  type ProfileName,
  type Program,
  type ReaderKind,
  type SeenEvent,
  type ShownDialog,
  type ShownNotification,
  type Target,
  type TargetName,
  type TraceEvent,
  type TraceSink,
  type UpdateServices,
  type UpdateWorld,
  type WindowsComputer,
  type WindowsProgram,
  type WindowsSettings,
  type WinScard,
  type World,
  type WorldCard,
  type WorldOptions,
  type WorldReader,
  type WorldSettings,
  world,
} from '../../scenarios/world/index.ts';
import type { Equal, Expect, Given } from './expect.ts';

export type Names = [
  Expect<Equal<Given<typeof world>, World>>,
  Expect<Equal<World['program'], Program>>,
  Expect<Equal<World['windows'], WindowsComputer>>,
  Expect<Equal<WindowsComputer['settings'], WindowsSettings>>,
  Expect<Equal<World['clock'], MovableClock>>,
  Expect<Equal<World['guest'], Guest | undefined>>,
  Expect<Equal<World['winscard'], WinScard>>,
  Expect<Equal<ConstructorParameters<typeof World>[0], Target>>,
  Expect<Equal<Given<World['reader']>, WorldReader>>,
  Expect<Equal<Given<World['card']>, WorldCard>>,
  Expect<Equal<Given<World['acquire']>, MinidriverSession>>,
  Expect<Equal<Given<World['minidriver']>, MinidriverSession>>,
  Expect<Equal<Given<Program['acquire']>, MinidriverSession>>,
  Expect<Equal<WorldReader['pinPad'], PinPadHand>>,
  Expect<Equal<WorldReader['card'], WorldCard | undefined>>,
  Expect<Equal<WorldReader['kind'], ReaderKind>>,
  Expect<Equal<Given<WorldReader['insert']>, SeenEvent>>,
  Expect<Equal<Given<WorldReader['waitFor']>, SeenEvent>>,
  Expect<Equal<WorldCard['reader'], HoldingReader | undefined>>,
  Expect<Equal<WindowsComputer['devices'], DeviceInstallation>>,
  Expect<Equal<Given<WindowsComputer['program']>, WindowsProgram>>,
  Expect<Equal<WindowsProgram['person'], Person>>,
  Expect<Equal<Given<Person['take']>, readonly ShownDialog[]>>,
  Expect<Equal<Given<DeviceInstallation['take']>['shown'], readonly ShownNotification[]>>,
  Expect<Equal<DeviceInstallation['updates'], UpdateWorld>>,
  Expect<Equal<UpdateWorld['services'], UpdateServices>>,
  Expect<Equal<ConstructorParameters<typeof Guest>[0], GuestProgram>>,
];

export type Literals = [
  Expect<Equal<TargetName, 'embedded' | 'in-process' | 'pcsc'>>,
  Expect<Equal<NonNullable<WorldSettings['target']>, TargetName | 'private'>>,
  Expect<Equal<ReaderKind, 'contact' | 'contactless' | 'dual' | 'pinpad' | 'vpcd'>>,
  Expect<Equal<EventName, 'card-inserted' | 'card-removed' | 'reader-plugged' | 'reader-unplugged'>>,
  Expect<Equal<'VERIFY' extends InterruptibleCommand ? true : false, true>>,
  Expect<Equal<'CardSignData' extends CardFunctionName ? true : false, true>>,
  Expect<'cps3-medecin' extends ProfileName ? true : false>,
  Expect<Equal<Parameters<World['card']>[0], ProfileName>>,
  Expect<Equal<Parameters<MinidriverSession['cardGetProperty']>[0], PropertyName>>,
  Expect<Equal<WorldOptions['trace'], TraceSink | undefined>>,
  Expect<Equal<Extract<TraceEvent, { kind: 'apdu' }>, ApduEvent>>,
];

export async function taken(message: Bytes): Promise<void> {
  const w = await world({ target: 'private', clock: 'real', seed: 2, trace: ({ kind, origin }) => [kind, origin] });
  const reader = w.reader('bureau', 'pinpad');
  const card = w.card('cps3-medecin', { seed: 1, name: 'medecin', keptIn: 'file' });
  await reader.insert(card, { face: 'contact', withinMs: 100 });
  await reader.waitFor('card-inserted', { withinMs: 100 });
  card.removeDuring('VERIFY');
  reader.pinPad.prepare(['1234', 'cancel']);
  const session = await w.acquire(reader);
  await session.cardAuthenticateEx({ pin: '1234' });
  await session.cardChangeAuthenticatorEx({ newPin: '4321', puk: '12345678' });
  const signature: Bytes = await session.cardSignData({ container: 'SIGN', hash: 'sha256', message });
  const file: Bytes = await session.call('CardReadFile', 'mscp', 'cmapfile');
  const own = w.card('profils/remplacante.json');
  const issued: Bytes = await session.cardGetProperty('PIN Information', 1);
  console.log(w.spawn('pcsc_scan', ['-n']).stdout.readable, own.name, issued);
  const event = await reader.remove();
  if (event.event === 'card-removed') console.log(event.afterMs.toFixed(), signature, file);
}

export async function refused(w: World, reader: WorldReader, card: WorldCard, session: MinidriverSession) {
  // @ts-expect-error no such target
  await world({ target: 'foo' });
  // @ts-expect-error no such setting
  await world({ targets: 'embedded' });
  // @ts-expect-error a seed is a number
  await world({ seed: '1' });
  // @ts-expect-error no such kind of reader
  w.reader('bureau', 'sanscontact');
  // @ts-expect-error no such option
  w.card('cps3-medecin', { graine: 1 });
  // @ts-expect-error a card is kept in memory or in a file
  w.card('cps3-medecin', { keptIn: 'database' });
  // @ts-expect-error no such event
  await reader.waitFor('card-gone');
  // @ts-expect-error a card, not its name
  await reader.insert('cps3-medecin');
  // @ts-expect-error no such face
  await reader.insert(card, { face: 'back' });
  // @ts-expect-error no such command
  card.removeDuring('FOO');
  card.removeDuring('GET RESPONSE');
  // @ts-expect-error answers are a list
  reader.pinPad.prepare('1234');
  // @ts-expect-error a code is text
  await session.cardAuthenticateEx({ pin: 1234 });
  // @ts-expect-error the new code, and the old one or the unblocking code
  await session.cardChangeAuthenticatorEx({ newPin: '4321' });
  // @ts-expect-error no such hash
  await session.cardSignData({ container: 'SIGN', hash: 'md5', message: new Uint8Array() });
  // @ts-expect-error no such container
  await session.cardSignData({ container: 'CHIFFREMENT', hash: 'sha256', message: new Uint8Array() });
  // @ts-expect-error no function of CARD_DATA
  await session.call('CardFormat');
  // @ts-expect-error what a world has is not replaced
  w.program = undefined;
}
