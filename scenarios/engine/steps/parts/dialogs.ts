/** Programs of the Windows computer and the dialogs that a step leads to. */
import { z } from 'zod';
import type { WindowsProgram } from '../../../world/windows/windows-computer.ts';
import { identifier, text } from '../../file/vocabulary.ts';
import { refusalOf } from '../../refusal.ts';
import type { StepContext } from '../context.ts';
import type { Observation } from '../definition.ts';

export const programName = identifier
  .default('programme')
  .describe('The program that does it; each has a process, a PIN cache and dialogs of its own');

/** What may be expected of the dialogs a step led to. */
export const dialogExpectations = {
  dialogs: z
    .array(z.enum(['pin', 'pin-pad', 'insert-card']))
    .optional()
    .describe('The dialogs that were shown; [] for none'),
  says: text.optional().describe('A part of what the last dialog said'),
};

/** What the step led to, with the dialogs it showed, whether it succeeded or not. */
export async function withDialogs({ person }: WindowsProgram, work: () => Promise<Observation>): Promise<Observation> {
  person.take();
  const observed = await observing(work);
  const shown = person.take();
  const last = shown.at(-1);
  const says = last === undefined ? 'no dialog' : [last.title, last.heading, last.text].join(' | ');
  return { ...observed, dialogs: shown.map(({ kind }) => kind), says };
}

/** A refusal with its return code and tries is an observation. */
async function observing(work: () => Promise<Observation>): Promise<Observation> {
  try {
    return await work();
  } catch (error) {
    return refusalOf(error);
  }
}

/** `{reader}` stands for the PC/SC name of the step's reader, which differs from target to target. */
export async function withReaderName(container: string | undefined, { reader }: StepContext): Promise<string | null> {
  return container === undefined ? null : container.replaceAll('{reader}', await reader.pcscName());
}
