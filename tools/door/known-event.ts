/** Whether an event may come that has what is asked for: names and words that no event has are refused, not waited for. */
import { alternatives, followedBy, inEach, type Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { wrongBody } from './door-error.ts';
import { COMMON_MEMBERS, EVENT_MEMBERS, type Form, type Members, type Nested, type Words } from './event-members.ts';
import { meantBy } from './meant.ts';
import { A_FLAG, A_TEXT, AN_OBJECT, faultAt, oneMemberOf } from './place-fault.ts';

type Wanted = Readonly<Record<string, unknown>>;

const FORMS = {
  text: A_TEXT,
  number: { en: 'a number', fr: 'un nombre' },
  flag: A_FLAG,
  bytes: { en: 'bytes in hexadecimal, in capitals', fr: 'des octets en hexadécimal, en capitales' },
} as const satisfies Readonly<Record<string, Text>>;

const HEX = /^([0-9A-F]{2})*$/;

function isObject(value: unknown): value is Wanted {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNested(form: Form): form is Nested {
  return typeof form === 'object' && typeof form.members === 'object';
}

function isWords(form: Form): form is Words<string> {
  return typeof form === 'object' && !isNested(form);
}

function fits(value: unknown, form: Form): boolean {
  if (form === 'any') return true;
  if (form === 'text') return typeof value === 'string';
  if (form === 'number') return typeof value === 'number';
  if (form === 'flag') return typeof value === 'boolean';
  if (form === 'bytes') return typeof value === 'string' && HEX.test(value);
  if (isNested(form)) return isObject(value);
  return typeof value === 'string' && Object.hasOwn(form, value);
}

function told(path: readonly string[], expected: Text, found: unknown, known: readonly string[]): Text {
  return followedBy(faultAt(path, expected), meantBy(found, known));
}

/** @param forms what may stand there: several where the event may be of several kinds */
function valueFault(path: readonly string[], value: unknown, forms: readonly Form[]): Text | undefined {
  if (forms.some((form) => fits(value, form))) {
    const inside = forms.filter(isNested).map(({ members }) => members);
    return isObject(value) && inside.length > 0 ? faultIn(value, inside, path) : undefined;
  }
  const words = forms.filter(isWords).flatMap((form) => Object.keys(form));
  const others = forms.flatMap((form) => (typeof form === 'string' && form !== 'any' ? [FORMS[form]] : []));
  const objects = forms.some(isNested) ? [AN_OBJECT] : [];
  const expected = inEach(
    (language) =>
      alternatives([...new Set([...words, ...[...others, ...objects].map((one) => one[language])])])[language],
  );
  return told(path, expected, value, words);
}

/** The first thing in it that none of these has. */
function faultIn(wanted: Wanted, known: readonly Members[], path: readonly string[]): Text | undefined {
  const names = [...new Set(known.flatMap((one) => Object.keys(one)))];
  for (const [name, value] of Object.entries(wanted)) {
    const forms = known.map((one) => own(one, name)).filter((form) => form !== undefined);
    const fault =
      forms.length === 0
        ? told([...path, name], oneMemberOf(names), name, names)
        : valueFault([...path, name], value, forms);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** @throws DoorError `body` */
export function requireKnownEvent({ kind, ...wanted }: Wanted): void {
  const members: Readonly<Record<string, Members>> = EVENT_MEMBERS;
  const kinds = Object.keys(members);
  const ofKind = typeof kind === 'string' ? own(members, kind) : undefined;
  if (kind !== undefined && ofKind === undefined)
    throw wrongBody(told(['for', 'kind'], alternatives(kinds), kind, kinds));
  const possible = ofKind === undefined ? Object.values(members) : [ofKind];
  const fault = faultIn(
    wanted,
    possible.map((one) => ({ kind: 'text', ...COMMON_MEMBERS, ...one })),
    ['for'],
  );
  if (fault !== undefined) throw wrongBody(fault);
}
