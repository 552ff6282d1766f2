/** Options that several verbs have. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { EXPECTED_TIME, parseTime } from '#common/calendar.ts';
import type { Face } from '../../../simulator/card/profile/schema.ts';
import { READER_DRIVERS } from '../../../simulator/reader/reader-driver.ts';
import { DEFAULT_READER } from '../default-reader.ts';
import { languageOption } from '../language.ts';

/** Option parser of `--seed`. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(seed))
    throw new InvalidArgumentError(`Expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}.`);
  return seed;
}

/** Option parser of times: the text as it is, once it tells one. */
export function parseCardTime(text: string): string {
  if (parseTime(text, new Date(0)) === undefined) throw new InvalidArgumentError(`Expected ${EXPECTED_TIME.en}.`);
  return text;
}

const FACES: readonly Face[] = ['contact', 'contactless'];

/** `--face`: the side of the card that the reader works with; absent when it was not typed, and then contact. */
export function faceOption(): Option {
  return new Option('--face <face>', 'the side of the card that the reader works with (default: contact)').choices(
    FACES,
  );
}

/** `--json`, wherever something is printed as a table. */
export function jsonOption(command: Command): Command {
  return command.option('--json', 'for programs; docs/json.md tells the shape');
}

/** What exec and shell can tell. */
export function observerOptions(command: Command): Command {
  return command
    .option('--explain', 'tell on standard error what the program does with the card')
    .option('--apdus', 'tell each command in words on standard error')
    .option(
      '--coverage [file]',
      'tell at the end what of the card the program met and what it never saw; JSON in a file',
    )
    .option('--trace <file>', 'write everything that happens as JSON lines; codes are masked')
    .addOption(languageOption('language of --explain and --coverage'));
}

/** Options of exec and shell. */
export function worldOptions(command: Command): Command {
  return command
    .option(
      '--card <card>',
      'card file (*.cps.json; FILE,volatile only reads it) or name of a profile, in a reader of its own; may be repeated',
      (card: string, cards: readonly string[] = []) => [...cards, card],
    )
    .option('--seed <n>', 'which card of the profile', parseSeed)
    .addOption(faceOption())
    .option('--reader <name>', `name of the reader (default: ${DEFAULT_READER})`)
    .addOption(
      new Option(
        '--reader-driver <name>',
        'what knows of the reader: as a USB reader, or as vsmartcard (default: ccid)',
      ).choices(READER_DRIVERS),
    )
    .option(
      '--pin-pad <answers>',
      'the reader has a PIN pad, at which this is typed: 1234,cancel,timeout,wait; cancel when nothing is left;\n' +
        'file:CODES.txt or env:NAME has it in a file or a variable, out of the sight of ps',
    );
}
