/** The head of a scenario file in its JSON Schema: what may stand beside what. */
import { own } from '#common/own.ts';
import { CARD_KINDS, setupSchema } from './schema.ts';

export type Json = { [member: string]: unknown };

/** A card by the key that tells its kind. */
export function cardOf(parts: Readonly<Record<string, Json>>): Json {
  const kinds = Object.keys(CARD_KINDS);
  const shapes = kinds.map((kind) => own(parts, `card ${kind}`) ?? {});
  const members = (shape: Json) => Object.keys(shape.properties as Json);
  return {
    type: 'object',
    properties: Object.assign({}, ...shapes.map(({ properties }) => properties)),
    if: { anyOf: kinds.map((kind) => ({ required: [kind] })) },
    else: { required: ['profile'], errorMessage: "Expected a card by its 'profile', its 'file' or 'kind: foreign'" },
    dependencies: Object.fromEntries(
      kinds.map((kind, i) => [
        kind,
        {
          propertyNames: {
            enum: members(shapes[i] ?? {}),
            errorMessage: `With ${kind}: ${members(shapes[i] ?? {}).join(', ')}`,
          },
        },
      ]),
    ),
    propertyNames: { enum: shapes.flatMap(members), errorMessage: "Expected 'profile', 'file' or 'kind'" },
  };
}

/** What a file has to have, and may: a setup has no rows, is not chosen by tags and not skipped. */
export function eitherFile(ofScenario: readonly string[]): Json {
  const ofSetup = ['setup', ...Object.keys(setupSchema.shape)];
  return {
    if: { required: ['setup'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      propertyNames: { enum: [...new Set(ofSetup)], errorMessage: 'Not in a setup: scenario, rows, tags, skip' },
    },
    else: {
      required: ['scenario', 'steps'],
      propertyNames: { enum: ofScenario },
      if: { required: ['include'] },
      else: { required: ['readers'] },
    },
  };
}
