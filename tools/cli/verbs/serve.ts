/** `cps-sim serve`, as it is typed. */
import { Argument, Command, InvalidArgumentError } from 'commander';
import type { Text } from '#common/language.ts';
import {
  LIST_ATTRIBUTES,
  LIST_BLANKS,
  LIST_OPTIONS,
  LIST_POINTS,
  type ListAddresses,
} from '../../../simulator/pki/list-addresses.ts';
import { PORT_NAMES, SERVICE_NAMES, type ServiceName } from '../../../simulator/services/service.ts';
import { languageOption, say } from '../language.ts';
import type { ServeOptions } from '../serve.ts';
import { jsonOption, LAST_PORT, parseSeed } from './options.ts';
import { several } from './repeated.ts';

/** That of the page which lists them too. */
const PORTS = ['page', ...PORT_NAMES] as const;

/** Each choice of `--lists` with what it can be. */
const LIST_CHOICES = {
  ways: ['http', 'ldap', 'http,ldap', 'ldap,http'],
  points: LIST_POINTS,
  blanks: LIST_BLANKS,
  attribute: LIST_ATTRIBUTES,
  option: LIST_OPTIONS,
} as const satisfies Readonly<Record<keyof ListAddresses, readonly string[]>>;
const LISTS = Object.entries(LIST_CHOICES)
  .map(([name, values]) => `${name}=${values.join('|')}`)
  .join(', ');

const TEXTS = {
  about: {
    en:
      'Starts services that stand around a card, on loopback, until Ctrl-C: the directory of the authorities, the mailbox...\n' +
      'Nothing is kept without --state. Their authorities are not real: never put their certificates into a store that is used.',
    fr:
      "Démarre en boucle locale, jusqu'à Ctrl-C, des services qui entourent une carte : annuaire des autorités, boîte aux lettres...\n" +
      "Sans --state, rien n'est gardé. Ces autorités sont fausses : ne mettez jamais leurs certificats dans un magasin qui sert.",
  },
  names: {
    en: `which of them (default: all): ${SERVICE_NAMES.join(', ')}`,
    fr: `lesquels (par défaut : tous) : ${SERVICE_NAMES.join(', ')}`,
  },
  port: {
    en: `a port of your own, such as http=8080; may be repeated: ${PORTS.join(', ')} (default: any that is free)`,
    fr: `un port à vous, tel que http=8080 ; peut être répétée : ${PORTS.join(', ')} (par défaut : un port libre)`,
  },
  portExpected: {
    en: `Expected NAME=PORT: one of ${PORTS.join(', ')}, and 0 to ${LAST_PORT}.`,
    fr: `Attendu NOM=PORT : l'un de ${PORTS.join(', ')}, et 0 à ${LAST_PORT}.`,
  },
  seed: { en: 'of the keys of the authorities', fr: 'des clés des autorités' },
  lists: {
    en: `how certificates name revocation lists, such as ways=ldap; may be repeated: ${LISTS} (default: as the documents)`,
    fr: `comment les certificats nomment les listes de révocation, par exemple ways=ldap ; peut être répétée : ${LISTS} (par défaut : comme les documents)`,
  },
  listsExpected: { en: `Expected one of ${LISTS}.`, fr: `Attendu : l'un de ${LISTS}.` },
  state: {
    en: 'folder in which what happened is kept, ports included: the next start goes on from there',
    fr: "dossier où ce qui s'est passé est gardé, ports compris : le prochain démarrage continue de là",
  },
  writeTrust: {
    en: 'the simulated authorities of services and cards into a file (PEM); for tests, never for a store that is used',
    fr: 'les autorités simulées des services et des cartes dans un fichier (PEM) ; pour des tests, jamais un magasin qui sert',
  },
  force: {
    en: 'writes over the file of --write-trust, whatever it is',
    fr: 'écrase le fichier de --write-trust, quel qu’il soit',
  },
  quiet: { en: 'only the addresses', fr: 'seulement les adresses' },
} as const satisfies Readonly<Record<string, Text>>;

/** Of two the last one would win, unseen. */
function refuseTwice(name: string, before: object): void {
  if (!Object.hasOwn(before, name)) return;
  throw new InvalidArgumentError(say({ en: `${name} is given twice.`, fr: `${name} est donné deux fois.` }));
}

function parsePort(text: string, before: ServeOptions['port'] = {}): ServeOptions['port'] {
  const [name = '', port = ''] = text.split('=');
  const known = PORTS.find((one) => one === name);
  if (known === undefined || !/^\d{1,5}$/.test(port) || Number(port) > LAST_PORT)
    throw new InvalidArgumentError(say(TEXTS.portExpected));
  refuseTwice(name, before);
  return { ...before, [known]: Number(port) };
}

function parseLists(text: string, before: ListAddresses = {}): ListAddresses {
  const [name = '', value = ''] = text.split('=');
  const choices = Object.entries(LIST_CHOICES).find(([known]) => known === name)?.[1] ?? [];
  if (!(choices as readonly string[]).includes(value)) throw new InvalidArgumentError(say(TEXTS.listsExpected));
  refuseTwice(name, before);
  return { ...before, [name]: name === 'ways' ? value.split(',') : value };
}

export function serveCommand(): Command {
  return jsonOption(new Command('serve'))
    .description(say(TEXTS.about))
    .addArgument(new Argument('[services...]', say(TEXTS.names)).choices(SERVICE_NAMES))
    .option('--port <name=port>', say(TEXTS.port), several(parsePort))
    .option('--seed <n>', say(TEXTS.seed), parseSeed)
    .option('--lists <choice>', say(TEXTS.lists), several(parseLists))
    .option('--state <folder>', say(TEXTS.state))
    .option('--write-trust <file>', say(TEXTS.writeTrust))
    .option('--force', say(TEXTS.force))
    .option('--quiet', say(TEXTS.quiet))
    .addOption(languageOption())
    .action(async (names: ServiceName[], options: ServeOptions) => (await import('../serve.ts')).serve(names, options));
}
