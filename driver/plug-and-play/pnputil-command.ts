/**
 * The command line of pnputil, in both spellings.
 *
 * Source: reference/minidriver.md 12.4; Microsoft, PnPUtil command syntax.
 */
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

const USAGE = "expected [-f | -i] [-? | -a | -d | -e] <INF>, for instance '-i -a cpsmd.inf', '-e' or '-d oem0.inf'";
const SHORT = new Set(['-i', '-f', '-a', '-d', '-e', '-?']);
const LONG_VERBS = ['/add-driver', '/delete-driver', '/enum-drivers', '/?'];

function invalid(why: string): SetupError {
  return new SetupError('ERROR_INVALID_PARAMETER', `pnputil: ${why}, ${USAGE}`);
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
  if (unknown !== undefined) throw invalid(`found '${unknown}'`);
  if (switches.has('-i') && switches.has('-f')) throw invalid('-i and -f exclude each other');
  const verbs = ['-?', '-a', '-d', '-e'].filter((verb) => switches.has(verb));
  if (args.length === 0 || verbs[0] === '-?') return { verb: 'help', long: false };
  if (verbs.length !== 1) throw invalid(verbs.length === 0 ? 'found no verb' : `found ${verbs.join(' and ')} together`);
  const [verb] = verbs;
  if (switches.has('-i') && verb !== '-a') throw invalid(`-i goes with -a, found it with ${verb}`);
  if (switches.has('-f') && verb !== '-d') throw invalid(`-f goes with -d, found it with ${verb}`);
  if (verb === '-e') return enumerate(operands, false);
  const operand = oneOperand(operands, verb === '-a' ? 'the path of an INF file' : 'a published name such as oem0.inf');
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
  if (allowed === undefined) throw invalid(`found '${verb}', expected one of ${LONG_VERBS.join(', ')}`);
  const isOption = (arg: string) => /^[/-][a-z]+$/i.test(arg);
  const options = rest.filter(isOption).map((arg) => arg.toLowerCase().replace(/^-/, '/'));
  const unknown = options.find((option) => !allowed.includes(option));
  if (unknown !== undefined) throw invalid(`${verb} does not take ${unknown}`);
  const operands = rest.filter((arg) => !isOption(arg));
  if (verb === '/?') return { verb: 'help', long: true };
  if (verb === '/enum-drivers') return enumerate(operands, true);
  const add = verb === '/add-driver';
  const operand = oneOperand(operands, add ? 'the path of an INF file' : 'a published name such as oem0.inf');
  if (add) return { verb: 'add', install: options.includes('/install'), inf: operand, long: true };
  const uninstall = options.includes('/uninstall');
  return { verb: 'delete', publishedName: operand, force: options.includes('/force'), uninstall, long: true };
}

function oneOperand(operands: readonly string[], what: string): string {
  const [operand, ...others] = operands;
  if (operand === undefined) throw invalid(`${what} is missing`);
  if (others.length > 0) throw invalid(`found ${operands.join(' ')}, expected one: ${what}`);
  return operand;
}

function enumerate(operands: readonly string[], long: boolean): PnputilCommand {
  if (operands.length > 0) throw invalid(`found '${operands.join(' ')}', expected nothing more`);
  return { verb: 'enumerate', long };
}
