/** A rule of a fault as scenarios write it: `{ when: { command: READ BINARY, nth: 2 }, do: { late: 500ms } }`. */
import { z } from 'zod';
import { alternatives, followedBy, packed, type Text } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import {
  FAULT_COMMANDS,
  FAULT_FORMS,
  FAULTS_ALONE,
  FAULTS_WITH_VALUE,
  LONGEST_ATR,
  MOST_BYTES,
  MOST_TIMES,
  oddCondition,
  RESETS,
  SIDES,
} from '../../../world/fault-arguments.ts';
import type { FaultAction, FaultRule } from '../../../world/fault-types.ts';
import { FAULT_KINDS, faultOf, PIN_STATES } from '../../../world/fault-types.ts';
import { duration, integer } from '../../file/vocabulary.ts';
import type { Names } from '../definition.ts';

/** Takes back the rules in force. */
export const NO_FAULT = 'none';

function digits(expected: Text, form: RegExp) {
  const error = packed(expected);
  return z
    .string({ error })
    .regex(form, { error })
    .transform((text) => text.toUpperCase());
}

const COMMAND = digits(
  {
    en: `a command by its name, ${alternatives(FAULT_COMMANDS).en}, or its INS`,
    fr: `une commande par son nom, ${alternatives(FAULT_COMMANDS).fr}, ou son INS`,
  },
  FAULT_FORMS.command,
);

function conditionOf(names: Names) {
  return z.strictObject({
    card: names.card.optional().describe('Of that card; of all by default'),
    reader: names.reader.optional().describe('In that reader; in all by default'),
    command: COMMAND.optional().describe('By its name in the standard, or its INS in hexadecimal; any by default'),
    p1p2: digits(
      {
        en: 'P1-P2 as four hexadecimal digits, X for any',
        fr: "P1-P2 en quatre chiffres hexadécimaux, X pour n'importe lequel",
      },
      FAULT_FORMS.p1p2,
    )
      .optional()
      .describe('P1-P2 in hexadecimal, X for any digit'),
    file: digits(
      {
        en: 'a file identifier, four hexadecimal digits',
        fr: "l'identifiant d'un fichier, quatre chiffres hexadécimaux",
      },
      FAULT_FORMS.file,
    )
      .optional()
      .describe('The file that is selected, or that the command names'),
    pinState: z.enum(PIN_STATES).optional().describe('Of the code porteur'),
    at: z.enum(RESETS).optional().describe('Which answer to reset; both by default'),
    nth: integer(1, MOST_TIMES).optional().describe('Only the nth time that all else fits'),
    times: integer(1, MOST_TIMES).optional().describe('So many times; once with nth, else each time'),
    chance: integer(1, 100).optional().describe('So many times of a hundred, drawn from the seed'),
  });
}

const COUNT = integer(0, MOST_BYTES);
const SIDE = z.enum(SIDES);
const SW = digits(
  { en: 'SW1-SW2 as four hexadecimal digits', fr: 'SW1-SW2 en quatre chiffres hexadécimaux' },
  FAULT_FORMS.sw,
);
const ATR = digits(
  { en: `1 to ${LONGEST_ATR} hexadecimal bytes`, fr: `de 1 à ${LONGEST_ATR} octets en hexadécimal` },
  FAULT_FORMS.atr,
);
const SIDE_OR_COUNT = digits(
  { en: `before, after or a number of bytes`, fr: `before, after ou un nombre d'octets` },
  /^(before|after|[0-9]{1,5})$/,
).transform((text) => (/^[0-9]/.test(text) ? Number(text) : (text.toLowerCase() as 'before' | 'after')));

const VALUES = { time: duration, count: COUNT, sw: SW, hex: ATR, side: SIDE, sideOrCount: SIDE_OR_COUNT };

const EXAMPLES: Readonly<Record<keyof typeof VALUES, string>> = {
  time: '500ms',
  count: '3',
  sw: '6F00',
  hex: '3B021450',
  side: 'before',
  sideOrCount: 'before',
};

const valued = z.strictObject(
  Object.fromEntries(FAULTS_WITH_VALUE.map((name) => [name, VALUES[FAULT_KINDS[name].value ?? 'time'].optional()])),
);

/** What stands there instead of a fault, and what is meant. */
function wrongAction(input: unknown, alone: readonly string[]): Text {
  const all: Text = {
    en: `a fault (${alternatives(alone).en}), or one with its value (${alternatives(FAULTS_WITH_VALUE).en})`,
    fr: `une panne (${alternatives(alone).fr}), ou une avec sa valeur (${alternatives(FAULTS_WITH_VALUE).fr})`,
  };
  const [word = ''] = typeof input === 'object' && input !== null ? Object.keys(input) : [String(input ?? '')];
  const kind = FAULTS_WITH_VALUE.find((name) => name === word);
  if (kind !== undefined) {
    const example = `{ ${kind}: ${EXAMPLES[FAULT_KINDS[kind].value ?? 'time']} }`;
    return { en: `one fault with its value, as ${example}`, fr: `une panne avec sa valeur, comme ${example}` };
  }
  // Of a word alone the file's reader says itself what is meant.
  const near = typeof input === 'string' ? undefined : nearest(word, [...alone, ...FAULTS_WITH_VALUE]);
  return followedBy(all, didYouMean(near));
}

/** What happens, alone or with a value. */
function actionOf(alone: readonly string[]) {
  return z.union(
    [
      z.enum(alone as [string, ...string[]]),
      valued.refine((given) => Object.keys(given).length === 1, {
        error: packed({ en: 'one fault', fr: 'une panne' }),
      }),
    ],
    { error: ({ input }) => packed(wrongAction(input, alone)) },
  );
}

const WHAT =
  'mute: no answer any more (with a time: taken out then); late; empty, short, long, garbage: the answer; sw: in its place; ' +
  'worn: the memory; powerLost; twice: answers; closed: the card leaves; unplugged: its reader; serviceKilled: the smart card service (with a time: so long); atr, changingAtr, noAtr, ' +
  'lateAtr: the answer to reset; leaves: the card, at a reset; noticedAfter: the removal, later, by a reader of ours';

interface Wrong {
  readonly path: string[];
  readonly why: Text;
}

/** What stands in a condition and cannot: under its key, or under `when` where none may stand. */
function wrongCondition({ when = {}, do: action }: FaultArgs): Wrong | undefined {
  if (action === NO_FAULT) {
    const why = { en: "nothing: 'none' takes no 'when'", fr: "rien, car 'none' ne prend pas de 'when'" };
    return Object.keys(when).length === 0 ? undefined : { path: ['when'], why };
  }
  const odd = oddCondition(when, faultOf(action).name);
  if (odd === undefined) return undefined;
  const why = {
    en: `no '${odd}' beside that fault: it has no ${odd === 'at' ? 'answer to reset' : 'command'}`,
    fr: `pas de '${odd}' à côté de cette panne : elle n'a pas de ${odd === 'at' ? 'réponse à la réinitialisation' : 'commande'}`,
  };
  return { path: ['when', odd], why };
}

function ruleOf(names: Names, alone: readonly string[]) {
  return z
    .strictObject({
      when: conditionOf(names).optional().describe('When it happens; always by default'),
      do: actionOf(alone).describe(WHAT),
    })
    .superRefine((rule, context) => {
      const wrong = wrongCondition(rule as FaultArgs);
      if (wrong !== undefined) context.addIssue({ code: 'custom', path: wrong.path, message: packed(wrong.why) });
    });
}

/** A rule of the head of a scenario. */
export function faultRule(names: Names): z.ZodType<FaultRule> {
  return ruleOf(names, FAULTS_ALONE) as unknown as z.ZodType<FaultRule>;
}

/** A rule of a step, or that no rule is to be in force any more. */
export interface FaultArgs {
  readonly when?: FaultRule['when'];
  readonly do: FaultAction | typeof NO_FAULT;
}

export function faultArgs(names: Names): z.ZodType<FaultArgs> {
  return ruleOf(names, [...FAULTS_ALONE, NO_FAULT]) as unknown as z.ZodType<FaultArgs>;
}
