/** The step that `hand step` was given: its name and a value, or the whole of it in JSON, as the door takes it. */
import type { Text } from '#common/language.ts';
import { parseJson } from '#common/parse-json.ts';
import { UsageError } from '../usage-error.ts';

const VALUE_IS_NO_JSON: Text = {
  en: 'the value begins as JSON and is none; expected { "name": "value" }',
  fr: 'la valeur commence comme du JSON et n’en est pas ; attendu : { "nom": "valeur" }',
};
const STEP_IS_NO_JSON: Text = {
  en: 'the step begins as JSON and is none; expected { "insert": "medecin" }, or a name and a value: insert medecin',
  fr: 'l’étape commence comme du JSON et n’en est pas ; attendu : { "insert": "medecin" }, ou un nom et une valeur : insert medecin',
};
const VALUE_TOO_MANY: Text = {
  en: 'a step that is JSON has its value in it; expected nothing behind it',
  fr: 'une étape en JSON contient sa valeur ; attendu : rien derrière elle',
};

function fromJson(text: string, otherwise: Text): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new UsageError(otherwise);
  }
}

/** @throws UsageError: what begins as JSON is none, or has a value beside it; it never shows what may be a code */
export function stepOf(step: string, value: string | undefined, reader: string | undefined): unknown {
  const where = reader === undefined ? {} : { reader };
  if (!step.startsWith('{'))
    return {
      [step]: value !== undefined && /^[{[]/.test(value) ? fromJson(value, VALUE_IS_NO_JSON) : (value ?? {}),
      ...where,
    };
  if (value !== undefined) throw new UsageError(VALUE_TOO_MANY);
  return { ...(fromJson(step, STEP_IS_NO_JSON) as object), ...where };
}
