/**
 * The command line of pnputil, in both spellings.
 *
 * Source: reference/minidriver.md 12.4; Microsoft, PnPUtil command syntax.
 */
import type { Text } from '#common/language.ts';
import { SetupError } from './setup-error.ts';

interface Spelling {
  /** Typed as Windows 10 1607 and later have it. */
  readonly long: boolean;
}

export type PnputilCommand = Spelling &
  (
    | { readonly verb: 'help' }
    | { readonly verb: 'enumerate' }
    | { readonly verb: 'add'; readonly install: boolean; readonly inf: string }
    | { readonly verb: 'delete'; readonly publishedName: string; readonly force: boolean; readonly uninstall: boolean }
  );

const USAGE: Text = {
  en: "expected [-f | -i] [-? | -a | -d | -e] <INF>, for instance '-i -a cpsmd.inf', '-e' or '-d oem0.inf'",
  fr: "attendu : [-f | -i] [-? | -a | -d | -e] <INF>, par exemple '-i -a cpsmd.inf', '-e' ou '-d oem0.inf'",
};
const SHORT = new Set(['-i', '-f', '-a', '-d', '-e', '-?']);
const LONG_VERBS = ['/add-driver', '/delete-driver', '/enum-drivers', '/?'];

const INF_PATH: Text = { en: 'the path of an INF file', fr: "le chemin d'un fichier INF" };
const PUBLISHED_NAME: Text = { en: 'a published name such as oem0.inf', fr: 'un nom publié tel que oem0.inf' };

function invalid(why: Text): SetupError {
  return new SetupError('ERROR_INVALID_PARAMETER', {
    en: `pnputil: ${why.en}, ${USAGE.en}`,
    fr: `pnputil : ${why.fr}, ${USAGE.fr}`,
  });
}

/** @throws SetupError ERROR_INVALID_PARAMETER */
export function parsePnputil(args: readonly string[]): PnputilCommand {
  const [first = '-?'] = args.map((arg) => arg.toLowerCase());
  if (/^[/-](add|delete|enum)-/.test(first) || first === '/?')
    return parseLong(first.replace(/^-/, '/'), args.slice(1));
  return parseShort(args);
}

/** `/a` is `-a`; a path may begin with a stroke too. */
function switchOf(arg: string): string | undefined {
  const lower = arg.toLowerCase().replace(/^\/(?=[ifade?]$)/, '-');
  return SHORT.has(lower) ? lower : undefined;
}

function parseShort(args: readonly string[]): PnputilCommand {
  const switches = new Set(args.flatMap((arg) => switchOf(arg) ?? []));
  const operands = args.filter((arg) => switchOf(arg) === undefined);
  const unknown = operands.find((arg) => arg.startsWith('-'));
  if (unknown !== undefined) throw invalid({ en: `found '${unknown}'`, fr: `trouvé '${unknown}'` });
  if (switches.has('-i') && switches.has('-f'))
    throw invalid({ en: '-i and -f exclude each other', fr: '-i et -f ne vont pas ensemble' });
  const verbs = ['-?', '-a', '-d', '-e'].filter((verb) => switches.has(verb));
  if (args.length === 0 || verbs[0] === '-?') return { verb: 'help', long: false };
  if (verbs.length !== 1)
    throw invalid(
      verbs.length === 0
        ? { en: 'found no verb', fr: 'pas de verbe' }
        : { en: `found ${verbs.join(' and ')} together`, fr: `trouvé ${verbs.join(' et ')} ensemble` },
    );
  const [verb] = verbs;
  if (switches.has('-i') && verb !== '-a')
    throw invalid({ en: `-i goes with -a, found it with ${verb}`, fr: `-i va avec -a, trouvé avec ${verb}` });
  if (switches.has('-f') && verb !== '-d')
    throw invalid({ en: `-f goes with -d, found it with ${verb}`, fr: `-f va avec -d, trouvé avec ${verb}` });
  if (verb === '-e') return enumerate(operands, false);
  const operand = oneOperand(operands, verb === '-a' ? INF_PATH : PUBLISHED_NAME);
  if (verb === '-a') return { verb: 'add', install: switches.has('-i'), inf: operand, long: false };
  return { verb: 'delete', publishedName: operand, force: switches.has('-f'), uninstall: false, long: false };
}

/** Which options each verb takes. */
const LONG_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  '/add-driver': ['/install'],
  '/delete-driver': ['/uninstall', '/force'],
  '/enum-drivers': [],
  '/?': [],
};

function parseLong(verb: string, rest: readonly string[]): PnputilCommand {
  const allowed = LONG_OPTIONS[verb];
  if (allowed === undefined)
    throw invalid({
      en: `found '${verb}', expected one of ${LONG_VERBS.join(', ')}`,
      fr: `trouvé '${verb}', attendu l'un de : ${LONG_VERBS.join(', ')}`,
    });
  const isOption = (arg: string) => /^[/-][a-z]+$/i.test(arg);
  const options = rest.filter(isOption).map((arg) => arg.toLowerCase().replace(/^-/, '/'));
  const unknown = options.find((option) => !allowed.includes(option));
  if (unknown !== undefined)
    throw invalid({ en: `${verb} does not take ${unknown}`, fr: `${verb} ne prend pas ${unknown}` });
  const operands = rest.filter((arg) => !isOption(arg));
  if (verb === '/?') return { verb: 'help', long: true };
  if (verb === '/enum-drivers') return enumerate(operands, true);
  const add = verb === '/add-driver';
  const operand = oneOperand(operands, add ? INF_PATH : PUBLISHED_NAME);
  if (add) return { verb: 'add', install: options.includes('/install'), inf: operand, long: true };
  const uninstall = options.includes('/uninstall');
  return { verb: 'delete', publishedName: operand, force: options.includes('/force'), uninstall, long: true };
}

function oneOperand(operands: readonly string[], what: Text): string {
  const [operand, ...others] = operands;
  if (operand === undefined) throw invalid({ en: `${what.en} is missing`, fr: `il manque ${what.fr}` });
  if (others.length > 0)
    throw invalid({
      en: `found ${operands.join(' ')}, expected one: ${what.en}`,
      fr: `trouvé ${operands.join(' ')}, attendu un seul : ${what.fr}`,
    });
  return operand;
}

function enumerate(operands: readonly string[], long: boolean): PnputilCommand {
  if (operands.length > 0)
    throw invalid({
      en: `found '${operands.join(' ')}', expected nothing more`,
      fr: `trouvé '${operands.join(' ')}', attendu : rien de plus`,
    });
  return { verb: 'enumerate', long };
}
