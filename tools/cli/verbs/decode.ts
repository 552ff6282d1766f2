/** `cps-sim decode`, as it is typed. */
import { Command, Option } from 'commander';
import type { DecodeOptions, Kind } from '../decode.ts';
import { languageOption } from '../language.ts';
import { jsonOption } from './options.ts';

const KINDS: readonly Kind[] = ['command', 'response', 'tlv'];

export function decodeCommand(): Command {
  return jsonOption(new Command('decode'))
    .description(
      'Puts a command APDU, a response APDU or BER-TLV data objects into words.\n' +
        'Without HEX, each line of standard input is one of them; "=>" marks a command, "<=" a response, "#" a remark.\n' +
        'With a file, tells what the client of a whole exchange was doing: what --trace wrote, or a transcript;\n' +
        'a file of hexadecimal lines is read as standard input is.',
    )
    .argument(
      '[hex...]',
      'hexadecimal bytes, blanks and colons allowed; or files (./beef for one that looks like bytes)',
    )
    .addOption(new Option('--as <kind>', 'what the bytes are, when they do not tell').choices(KINDS))
    .option('--explain <file>', 'a recorded exchange in sentences: "signs SHA-256 with CPS_PRIV_SIG"')
    .option('--coverage', 'and what of the card it met and never saw')
    .option('--card <card>', 'the card of the exchange, profile or card file, where the recording does not name it')
    .addOption(languageOption('language of --explain'))
    .addHelpText(
      'after',
      '\nExamples: cps-sim decode 00 A4 09 04 04 3F00 2F01\n' +
        '          cps-sim exec --card cps3-medecin --trace t.jsonl -- opensc-tool -n; cps-sim decode --explain t.jsonl',
    )
    .action(async (words: string[], options: DecodeOptions) => (await import('../decode.ts')).decode(words, options));
}
