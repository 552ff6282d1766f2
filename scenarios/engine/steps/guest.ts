/** Steps that wait for the unmodified program beside the scenario (`cps-sim exec`). */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import type { Guest } from '../../world/guest.ts';
import { INTERRUPTIBLE, type InterruptibleCommand } from '../../world/interruptible-commands.ts';
import { WorldError } from '../../world/world-error.ts';
import { integer } from '../file/vocabulary.ts';
import type { StepContext } from './context.ts';
import { defineStep } from './definition.ts';

const MAX_COUNT = 1_000_000;
const MAX_EXIT_CODE = 255;

interface Arguments {
  readonly state?: 'started' | 'ended' | undefined;
  readonly apdu?: number | undefined;
  readonly command?: InterruptibleCommand | undefined;
  readonly times: number;
}

const commandName = z.enum(INTERRUPTIBLE).describe('A card has answered a command of this name');

const args = z
  .strictObject({
    state: z
      .enum(['started', 'ended'])
      .optional()
      .describe('started: it has sent its first command APDU; ended: it has'),
    apdu: integer(1, MAX_COUNT).optional().describe('A card has answered that many of its command APDUs'),
    command: commandName.optional(),
    times: integer(1, MAX_COUNT).default(1).describe('How many commands of that name'),
  })
  .refine(({ state, apdu, command }) => [state, apdu, command].filter((given) => given !== undefined).length === 1, {
    error: packed({
      en: "one of 'started', 'ended', { apdu: 30 } and { command: VERIFY }",
      fr: "'started', 'ended', { apdu: 30 } ou { command: VERIFY }, un seul",
    }),
  });

function guestOf({ world }: StepContext): Guest {
  if (world.guest !== undefined) return world.guest;
  throw new WorldError({
    en: "this step waits for a program: 'cps-sim exec --scenario FILE -- PROGRAM' plays it beside one",
    fr: "cette étape attend un programme : 'cps-sim exec --scenario FICHIER -- PROGRAMME' la joue à côté d'un programme",
  });
}

function ordinal(count: number, what: string): string {
  return `${what} number ${count}`;
}

async function wait(guest: Guest, { state, apdu, command, times }: Arguments): Promise<void> {
  if (state === 'started') await guest.until('its first command APDU', () => guest.apdus > 0);
  if (apdu !== undefined) await guest.until(ordinal(apdu, 'command APDU'), () => guest.apdus >= apdu);
  if (command === undefined) return;
  await guest.until(ordinal(times, command), () => guest.countOf(command) >= times);
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
    if (wanted.state === 'ended') return { exitCode: await guest.finished() };
    await wait(guest, wanted);
    return {};
  },
});
