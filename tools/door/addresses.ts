/** The addresses of the door: which methods and parameters each has, and what is said at all others. */
import type { Context, MiddlewareHandler } from 'hono';
import { alternatives, followedBy, type Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { DoorError, wrongBody } from './door-error.ts';
import { meantBy } from './meant.ts';
import { OPERATIONS } from './operations.ts';

interface Address {
  /** As people write it: `/api/worlds/{world}`. */
  readonly path: string;
  readonly methods: readonly string[];
  /** Of its query. */
  readonly parameters: readonly string[];
}

const PARAMETERS = ['since', 'typist'] as const;

const DOCUMENT: Address = { path: '/api/openapi.json', methods: ['GET'], parameters: [] };
const PAGE: Address = { path: '/', methods: ['GET'], parameters: [] };

const ADDRESSES: readonly Address[] = [DOCUMENT, ...new Set(OPERATIONS.map(({ path }) => path))].map((path) => {
  if (typeof path !== 'string') return path;
  const operations = OPERATIONS.filter((one) => one.path === path);
  return {
    path: `/api${path}`,
    methods: operations.map(({ method }) => method.toUpperCase()),
    parameters: PARAMETERS.filter((name) => operations.some((one) => one[name])),
  };
});

function isAt(address: Address, path: string): boolean {
  return new RegExp(`^${address.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}

/** A word that is misspelt would change nothing, and nobody would know. */
export const KNOWN_PARAMETERS: MiddlewareHandler = (c, next) => {
  const { parameters } = ADDRESSES.find((one) => isAt(one, c.req.path)) ?? PAGE;
  const unknown = Object.keys(c.req.query()).find((name) => !parameters.includes(name));
  if (unknown === undefined) return next();
  const shown = `'?${withoutPossibleCodes(unknown)}'`;
  const expected: Text =
    parameters.length === 0
      ? { en: 'nothing behind a ? at this address', fr: 'rien derrière un ? à cette adresse' }
      : alternatives(parameters.map((name) => `?${name}`));
  const said = { en: `${shown}: expected ${expected.en}`, fr: `${shown}, attendu : ${expected.fr}` };
  throw wrongBody(followedBy(said, meantBy(unknown, parameters)));
};

const NO_PAGE: Text = {
  en: "this door has no page: 'cps-sim console' opens one that has it; programs ask below /api/, and GET /api/openapi.json tells what there is",
  fr: "cette porte n'a pas de page : « cps-sim console » en ouvre une qui l'a ; les programmes demandent sous /api/, et GET /api/openapi.json dit ce qu'il y a",
};

function absent(path: string): DoorError {
  if (path === PAGE.path) return new DoorError('absent', NO_PAGE);
  const said: Text = {
    en: 'nothing is at this address: GET /api/openapi.json tells what there is',
    fr: "il n'y a rien à cette adresse : GET /api/openapi.json dit ce qu'il y a",
  };
  const known = ADDRESSES.map((one) => one.path);
  return new DoorError('absent', followedBy(said, meantBy(path, known)));
}

/** What to say where nothing has answered; with the header that tells the methods, where there are some. */
export function nothingAt(c: Context, hasPage: boolean): DoorError {
  const { method, path } = c.req;
  const address = [...(hasPage ? [PAGE] : []), ...ADDRESSES].find((one) => isAt(one, path));
  if (address === undefined) return absent(path);
  c.header('allow', address.methods.join(', '));
  const methods = alternatives(address.methods);
  return new DoorError('method', {
    en: `${address.path}: this address has no ${method}, expected ${methods.en}; GET /api/openapi.json tells what each does`,
    fr: `${address.path} : cette adresse n'a pas de ${method}, attendu : ${methods.fr} ; GET /api/openapi.json dit ce que fait chacune`,
  });
}
