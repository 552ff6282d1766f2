/** Steps that wait for the unmodified program beside the scenario (`cps-sim exec`). */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import type { Guest } from '../../world/guest.ts';
import { INTERRUPTIBLE, type InterruptibleCommand } from '../../world/interruptible-commands.ts';
import { WorldError } from '../../world/world-error.ts';
import { duration, integer } from '../file/vocabulary.ts';
import type { StepContext } from './context.ts';
import { defineStep } from './definition.ts';

const MAX_COUNT = 1_000_000;
const MAX_EXIT_CODE = 255;

interface Arguments {
  readonly state?: 'started' | 'ended' | undefined;
  readonly apdu?: number | undefined;
  readonly command?: InterruptibleCommand | undefined;
  readonly call?: PcscCall | undefined;
  readonly times: number;
  readonly within?: number | undefined;
}

/** Calls of winscard that are told whatever comes of them. */
const PCSC_CALLS = [
  'SCardConnect',
  'SCardReconnect',
  'SCardDisconnect',
  'SCardBeginTransaction',
  'SCardEndTransaction',
  'SCardGetStatusChange',
] as const;
type PcscCall = (typeof PCSC_CALLS)[number];

const commandName = z.enum(INTERRUPTIBLE).describe('A card has answered a command of this name');

const args = z
  .strictObject({
    state: z
      .enum(['started', 'ended'])
      .optional()
      .describe('started: it has sent its first command APDU; ended: it has'),
    apdu: integer(1, MAX_COUNT).optional().describe('A card has answered that many of its command APDUs'),
    command: commandName.optional(),
    call: z
      .enum(PCSC_CALLS)
      .optional()
      .describe(
        'It has made that call of PC/SC, it or a program that it started; SCardGetStatusChange: and was told something',
      ),
    times: integer(1, MAX_COUNT).default(1).describe('How many commands, or calls, of that name'),
    within: duration.optional().describe('Time it may take, in real time'),
  })
  .refine((wanted) => [wanted.state, wanted.apdu, wanted.command, wanted.call].filter(Boolean).length === 1, {
    error: packed({
      en: "one of 'started', 'ended', { apdu: 30 }, { command: VERIFY } and { call: SCardConnect }",
      fr: "'started', 'ended', { apdu: 30 }, { command: VERIFY } ou { call: SCardConnect }, un seul",
    }),
  });

function guestOf({ world }: StepContext): Guest {
  if (world.guest !== undefined) return world.guest;
  throw new WorldError({
    en: "this step needs a program: 'cps-sim exec --scenario FILE -- PROGRAM' plays it beside one",
    fr: "cette étape demande un programme : 'cps-sim exec --scenario FICHIER -- PROGRAMME' la joue à côté d'un programme",
  });
}

/** The same in each language. */
function ordinal(count: number, what: string): string {
  return `${what} #${count}`;
}

async function wait(guest: Guest, wanted: Arguments): Promise<void> {
  const { state, apdu, command, call, times, within: withinMs } = wanted;
  const until = (what: string, met: () => boolean) => guest.until(what, met, { withinMs });
  if (state === 'started') await until(ordinal(1, 'APDU'), () => guest.hasSent);
  if (apdu !== undefined) await until(ordinal(apdu, 'APDU'), () => guest.apdus >= apdu);
  if (command !== undefined) await until(ordinal(times, command), () => guest.countOf(command) >= times);
  if (call !== undefined) await until(ordinal(times, call), () => guest.callsOf(call) >= times);
}

export const waitForProgram = defineStep({
  key: 'waitForProgram',
  summary: 'Waits for the program that cps-sim exec runs beside the scenario; the first such step starts it',
  short: 'state',
  onReader: false,
  needsGuest: true,
  args: (): z.ZodType<Arguments> => args,
  expect: () =>
    z.strictObject({
      exitCode: integer(0, MAX_EXIT_CODE).optional().describe('Exit code of the program, 128 and more for a signal'),
    }),
  defaults: {},
  async run(context, wanted) {
    const guest = guestOf(context);
    if (wanted.state === 'ended') return { exitCode: await guest.ended({ withinMs: wanted.within }) };
    await wait(guest, wanted);
    return {};
  },
});

/** A step beside a program may take ten minutes. */
const LONGEST_PAUSE_MS = 590_000;

export const pause = defineStep({
  key: 'pause',
  summary:
    'Waits that long by the clock on the wall, beside a program only; the program is started if it is not, and its end ends the pause',
  short: 'for',
  onReader: false,
  needsGuest: true,
  args: () =>
    z.strictObject({
      for: duration
        .refine((ms) => ms <= LONGEST_PAUSE_MS, {
          error: packed({ en: 'less than ten minutes', fr: 'moins de dix minutes' }),
        })
        .describe('How long'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run(context, { for: ms }) {
    await guestOf(context).pause(ms);
    return {};
  },
});
