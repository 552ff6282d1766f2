/** `cps-sim record`: an unmodified program and everything that passes between it and its readers, in a file. */

import { accessSync, constants } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Language } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import { writeAtomically } from '#files/atomic-file.ts';
import { fileErrorText } from '#files/file-error.ts';
import { isFolder } from '#files/is-there.ts';
import { throughLinks } from '#files/links.ts';
import { claimOutput } from '#files/output-file.ts';
import { refuseForeignFile } from '#files/overwritable.ts';
import { refuseOtherKinds } from '#files/regular-file.ts';
import type { RecordingHeader } from '#trace/recording.ts';
import { TraceStream } from '#trace/stream.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { ScardError } from '../../driver/pcsc/scard-error.ts';
import { MOST_RECORDED_BYTES, Recorder } from '../../scenarios/observers/recording/recorder.ts';
import { RECORDING_KIND } from '../../scenarios/observers/trace/json-lines.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import type { CardStore } from '../../simulator/card/state/store.ts';
import { shippedProfileNames } from '../../simulator/personalisation/index.ts';
import { ForwardedManager } from '../../simulator/resource-manager/forwarded-manager.ts';
import { PrivateSocket } from '../../simulator/resource-manager/pcsclite/private-socket.ts';
import { profileSource } from './card/profile-source.ts';
import { typedCard } from './card/source.ts';
import { ChildProgram, NOT_STARTED } from './exec/child-program.ts';
import type { ExecOptions } from './exec/options.ts';
import { withCards } from './exec.ts';
import { say } from './language.ts';
import { packageVersion } from './package-version.ts';
import { UsageError } from './usage-error.ts';

export interface RecordOptions
  extends Pick<ExecOptions, 'card' | 'seed' | 'identity' | 'face' | 'reader' | 'readerDriver' | 'pinPad'> {
  readonly keepIdentity?: true;
  readonly lang?: Language;
}

type Recorded = Pick<RecordingHeader, 'target' | 'profiles' | 'seed'>;

/** Before anything happens: what a long run took down is not to be lost at its end. @throws UsageError, FileKindError, ForeignFileError */
function refuseUnwritable(file: string): void {
  if (isFolder(file))
    throw new UsageError({
      en: `${file}: is a directory, expected a file for the recording`,
      fr: `${file} : est un dossier, attendu : un fichier pour l'enregistrement`,
    });
  refuseOtherKinds(file);
  refuseForeignFile(file, RECORDING_KIND);
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (cause) {
    const why = fileErrorText(cause, file);
    throw new UsageError({ en: `${file}: ${why.en}`, fr: `${file} : ${why.fr}` }, { cause });
  }
}

/** A path may name people; whoever reads the recording elsewhere does not have the card file. */
function namedProfile(card: string, { profile: { name } }: CardStore, { keepIdentity }: RecordOptions): string {
  const [source, shipped] = [profileSource(card), shippedProfileNames()];
  if (shipped.includes(source)) return source;
  if (typedCard(card).isFile && shipped.includes(name)) return name;
  return keepIdentity ? source : basename(source);
}

/** The program in a world of its own, with simulated cards. */
async function besideCards(program: string, args: readonly string[], options: RecordOptions, recorder: Recorder) {
  const profiles: Record<string, readonly string[]> = {};
  const seeds = new Set(options.seed === undefined ? [] : [options.seed]);
  const exitCode = await withCards({ ...options, recorder }, (world, cards) => {
    const readers = world.manager.readers();
    for (const [i, { name, store }] of cards.entries()) {
      profiles[readers[i] ?? name] = [namedProfile(options.card?.[i] ?? name, store, options)];
      if (store instanceof CardFile) seeds.add(store.seed);
    }
    return new ChildProgram({ command: program, args, environment: () => world.environment }).start();
  });
  const [seed, ...others] = seeds;
  return { exitCode, of: { target: 'private', profiles, ...(others.length === 0 && { seed }) } };
}

/** The program before the readers of this machine. @throws ScardError, PcscLibraryError, UsageError */
async function overSystem(program: string, args: readonly string[], options: RecordOptions, recorder: Recorder) {
  const stream = new TraceStream({ history: 0 });
  stream.subscribe(recorder);
  const trace = stream.within(() => ({}));
  const manager = await ForwardedManager.open(nativeWinScard(), { trace, only: options.reader });
  if (typeof manager === 'number') throw new ScardError(manager, 'SCardEstablishContext');
  try {
    refuseUnknownReader(manager, options.reader);
    const socket = await PrivateSocket.open({ manager, trace, recording: recorder.codes });
    try {
      const exitCode = await new ChildProgram({
        command: program,
        args,
        environment: () => socket.environment,
      }).start();
      return { exitCode, of: { target: 'pcsc' } };
    } finally {
      await socket.close();
    }
  } finally {
    await manager.close();
    await stream.end();
  }
}

/** @throws UsageError */
function refuseUnknownReader(manager: ForwardedManager, reader: string | undefined): void {
  if (reader === undefined || manager.readers().length > 0) return;
  const found = manager.hidden().map((name) => `'${name}'`);
  throw new UsageError({
    en: `no reader '${reader}', found ${found.join(', ') || 'none'}`,
    fr: `pas de lecteur '${reader}', trouvé : ${found.join(', ') || 'aucun'}`,
  });
}

/** @throws UsageError */
function refuseOfCard({ card, seed, identity, face, readerDriver, pinPad }: RecordOptions): void {
  if (card !== undefined) return;
  const given = { seed, identity, face, 'reader-driver': readerDriver, 'pin-pad': pinPad };
  const [alone] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (alone === undefined) return;
  throw new UsageError({
    en: `--${alone} is about a simulated card: name it with --card CARD`,
    fr: `--${alone} porte sur une carte simulée : nommez-la par --card CARTE`,
  });
}

function tell(file: string, { commands, programs }: Recorder, keepIdentity: boolean): void {
  const shown = terminalText(file);
  const identity = keepIdentity
    ? { en: 'names and serial numbers are in it', fr: 'les noms et numéros de série y sont' }
    : { en: 'without names and serial numbers', fr: 'sans noms ni numéros de série' };
  const text = {
    en: `${shown}: ${commands} command(s) of ${programs} program(s), codes masked, ${identity.en}`,
    fr: `${shown} : ${commands} commande(s) de ${programs} programme(s), codes masqués, ${identity.fr}`,
  };
  process.stderr.write(`cps-sim: ${say(text)}\n`);
}

/** While the program runs: who waits for something to happen may end it. */
function tellFull(file: string, commands: number): void {
  const shown = terminalText(file);
  const text = {
    en: `${shown}: the recording is full after ${commands} command(s); the program goes on, what follows is not in it`,
    fr: `${shown} : l'enregistrement est plein après ${commands} commande(s) ; le programme continue, la suite n'y est pas`,
  };
  process.stderr.write(`cps-sim: ${say(text)}\n`);
}

/** @throws UsageError that says how much is lost with it */
export function writeRecording(file: string, text: string, { commands }: Pick<Recorder, 'commands'>): void {
  try {
    writeAtomically(throughLinks(file), text);
  } catch (cause) {
    const why = fileErrorText(cause, file);
    throw new UsageError(
      {
        en: `${file}: ${why.en}; the recording is lost, ${commands} command(s)`,
        fr: `${file} : ${why.fr} ; l'enregistrement est perdu, ${commands} commande(s)`,
      },
      { cause },
    );
  }
}

/**
 * @param mostBytes of the file, about: what comes then is not recorded
 * @throws UsageError, BusyError, ForeignFileError, RecordingError, ScardError, PcscLibraryError
 */
export async function record(
  file: string,
  [program, ...args]: readonly [string, ...string[]],
  options: RecordOptions,
  mostBytes = MOST_RECORDED_BYTES,
): Promise<void> {
  refuseOfCard(options);
  refuseUnwritable(file);
  const release = claimOutput(file);
  try {
    await recordInto({ file, mostBytes }, program, args, options);
  } finally {
    release();
  }
}

async function recordInto(
  { file, mostBytes }: { readonly file: string; readonly mostBytes: number },
  program: string,
  args: readonly string[],
  options: RecordOptions,
): Promise<void> {
  const recorder: Recorder = new Recorder({ mostBytes, full: () => tellFull(file, recorder.commands) });
  const start = SYSTEM_CLOCK.date().toISOString();
  const play = options.card === undefined ? overSystem : besideCards;
  const { exitCode, of }: { exitCode: number; of: Recorded } = await play(program, args, options, recorder);
  process.exitCode = exitCode;
  // What was recorded before stays where nothing takes its place.
  if (NOT_STARTED.includes(exitCode) && recorder.commands === 0) return;
  const keepIdentity = options.keepIdentity === true;
  const text = recorder.text({
    tool: `cps-sim ${packageVersion()}`,
    start,
    ...of,
    program: basename(program),
    identity: keepIdentity ? 'kept' : 'replaced',
  });
  writeRecording(file, text, recorder);
  tell(file, recorder, keepIdentity);
}
