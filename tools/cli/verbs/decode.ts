/** `cps-sim decode`, as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { DecodeOptions, Kind } from '../decode.ts';
import { languageOption, say } from '../language.ts';
import { jsonOption } from './options.ts';

const TEXTS = {
  decodeAbout: {
    en:
      'Puts a command APDU, a response APDU or BER-TLV data objects into words.\n' +
      'Without HEX, each line of standard input is one of them; "=>" marks a command, "<=" a response, "#" a remark.\n' +
      'With a file, tells what the client of a whole exchange was doing: what record or --trace wrote,\n' +
      'or what another tool noted, as lines of "=>" and "<=";\n' +
      'a file of hexadecimal lines is read as standard input is.',
    fr:
      'Met en mots une APDU de commande, une APDU de réponse ou des objets de données BER-TLV.\n' +
      `Sans HEX, chaque ligne de l'entrée standard en est une ; "=>" marque une commande, "<=" une réponse, "#" une remarque.\n` +
      "Avec un fichier, dit ce que faisait le client d'un échange entier : ce que record ou --trace a écrit,\n" +
      'ou ce qu’un autre outil a noté, en lignes de "=>" et "<=" ;\n' +
      "un fichier de lignes hexadécimales se lit comme l'entrée standard.",
  },
  hex: {
    en: 'hexadecimal bytes, blanks and colons allowed; or files (./beef for one that looks like bytes)',
    fr: 'octets en hexadécimal, espaces et deux-points permis ; ou des fichiers (./beef pour un nom qui ressemble à des octets)',
  },
  as: {
    en: 'what the bytes are, when they do not tell',
    fr: 'ce que sont les octets, quand ils ne le disent pas',
  },
  explain: {
    en: 'a recorded exchange in sentences: "signs SHA-256 with CPS_PRIV_SIG"',
    fr: 'un échange enregistré en phrases : "signe SHA-256 avec CPS_PRIV_SIG"',
  },
  scenario: {
    en: 'a recorded exchange as a scenario: the same commands, their answers as expectations',
    fr: 'un échange enregistré en scénario : les mêmes commandes, leurs réponses comme attentes',
  },
  coverage: {
    en: 'and what of the card it met and never saw',
    fr: "et ce qu'il a rencontré de la carte et n'a jamais vu",
  },
  card: {
    en: 'the card of the exchange, profile or card file, where the recording does not name it',
    fr: "la carte de l'échange, profil ou fichier de carte, quand l'enregistrement ne la nomme pas",
  },
  example: { en: 'Examples:', fr: 'Exemples :' },
} as const satisfies Readonly<Record<string, Text>>;

const KINDS: readonly Kind[] = ['command', 'response', 'tlv'];

export function decodeCommand(): Command {
  return jsonOption(new Command('decode'))
    .description(say(TEXTS.decodeAbout))
    .argument('[hex...]', say(TEXTS.hex))
    .addOption(new Option('--as <kind>', say(TEXTS.as)).choices(KINDS))
    .option('--explain <file>', say(TEXTS.explain))
    .option('--scenario <file>', say(TEXTS.scenario))
    .option('--coverage', say(TEXTS.coverage))
    .option('--card <card>', say(TEXTS.card))
    .addOption(languageOption())
    .addHelpText(
      'after',
      `\n${say(TEXTS.example)}\n  cps-sim decode 00 A4 09 04 04 3F00 2F01\n` +
        '  cps-sim exec --card cps3-medecin --trace t.jsonl -- opensc-tool -n; cps-sim decode --explain t.jsonl',
    )
    .action(async (words: string[], options: DecodeOptions) => (await import('../decode.ts')).decode(words, options));
}
