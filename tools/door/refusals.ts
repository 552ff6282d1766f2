/** Errors as the door says them: a code for programs, words for people in both languages. */
import { CodedError, ReasonedError, textOf } from '#common/coded-error.ts';
import { inEach, type Text } from '#common/language.ts';
import { ScenarioFileError } from '../../scenarios/engine/file/scenario-file-error.ts';
import type { RefusalBody } from './api.ts';
import { DOOR_STATUS, DoorError } from './door-error.ts';

type Status = (typeof DOOR_STATUS)[keyof typeof DOOR_STATUS] | 500;

/** What is wrong in a body: nobody has typed its lines. */
function faultsIn({ faults }: ScenarioFileError): Text {
  return inEach((language) => faults.map(({ text }) => text[language]).join('\n'));
}

/** The words of the engine are English alone, as is what nobody has written for people: they are quoted. */
function internal({ en, fr }: Text): Text {
  return { en: `internal error, please report it: "${en}"`, fr: `erreur interne, signalez-la : "${fr}"` };
}

export function refusalOf(error: unknown): { readonly status: Status; readonly body: RefusalBody } {
  if (error instanceof ScenarioFileError) return { status: 422, body: { code: error.code, message: faultsIn(error) } };
  if (error instanceof DoorError)
    return {
      status: DOOR_STATUS[error.reason],
      body: { code: error.code, reason: error.reason, message: textOf(error) },
    };
  const message = textOf(error);
  if (!(error instanceof CodedError)) return { status: 500, body: { code: 'INTERNAL', message: internal(message) } };
  if (error instanceof ReasonedError) return { status: 409, body: { code: error.code, reason: error.reason, message } };
  return { status: 409, body: { code: error.code, message } };
}
