/**
 * The OpenAPI document of the door: its steps, cards and readers are the schemas of scenario files, converted by the same
 * hand; nothing of them is written a second time.
 *
 * Source: OpenAPI Specification 3.1.0, 4.8.
 */
import { z } from 'zod';
import { own } from '#common/own.ts';
import { scenarioJsonSchema } from '../../scenarios/engine/file/json-schema.ts';
import { dialogBody, keysBody, recordingBody, runBody, TYPIST, waitBody } from './bodies.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { ANSWERS } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';

function converted(type: z.ZodType): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, { target: 'draft-7', io: 'input' });
  return schema;
}

/** What of a scenario file a world is made of; readers may come with what it includes. */
const HEAD = ['include', 'date', 'cards', 'readers', 'services', 'timing', 'reporting', 'faults'];

/** Of a scenario file: what may stand in it beside title and steps, and what it refers to. */
function scenarioSchemas(): Json {
  const { $defs, properties } = scenarioJsonSchema() as { readonly $defs: Json; readonly properties: Json };
  const head = Object.fromEntries(HEAD.map((key) => [key, own(properties, key)]));
  const name = { type: 'string', description: 'Of the world; main by default' };
  return { ...$defs, NewWorld: { type: 'object', additionalProperties: false, properties: { name, ...head } } };
}

/** References as they are where the schemas stand in the document. */
function placed(schemas: Json): Json {
  return JSON.parse(JSON.stringify(schemas).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function content(name: string, list: boolean, type = 'application/json'): Json {
  return { [type]: { schema: list ? { type: 'array', items: ref(name) } : ref(name) } };
}

const WORDS: Readonly<Record<number, string>> = { 200: 'Done', 201: 'Made', 204: 'Gone', 409: 'Not as asked' };

function answersOf({ status, answer, mayGive, list = false, stream = false }: Operation): Json {
  const type = stream ? 'application/x-ndjson' : 'application/json';
  const good = {
    description: WORDS[status],
    ...(answer !== undefined && { content: content(answer, list, type) }),
  };
  const lines = mayGive && { description: WORDS[200], content: content(mayGive, false, 'application/x-ndjson') };
  return {
    ...(lines && { 200: lines }),
    [status]: good,
    default: { description: 'Refused', content: content('Refusal', false) },
  };
}

function parametersOf({ path, since, typist }: Operation): readonly Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const sequence = { name: 'since', in: 'query', schema: { type: 'integer', minimum: 0, default: 0 } };
  const name = {
    name: 'typist',
    in: 'query',
    description: 'While this one listens PIN pads wait for keys, which he presses under that name',
    schema: converted(TYPIST),
  };
  return [...inPath, ...(since ? [sequence] : []), ...(typist ? [name] : [])];
}

function operationOf(operation: Operation): Json {
  const { id, summary, body } = operation;
  return {
    operationId: id,
    summary: summary.en,
    description: summary.fr,
    parameters: parametersOf(operation),
    ...(body !== undefined && { requestBody: { required: true, content: content(body, false) } }),
    responses: answersOf(operation),
  };
}

function paths(): Json {
  const found: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    const { path, method } = operation;
    found[path] = { ...own(found, path), [method]: operationOf(operation) };
  }
  return found;
}

/** @param version of cps-sim */
export function openApiDocument(version: string): Json {
  const answers = Object.fromEntries(Object.entries(ANSWERS).map(([name, type]) => [name, converted(type)]));
  const bodies = {
    Wait: converted(waitBody),
    DialogAnswer: converted(dialogBody),
    Keys: converted(keysBody),
    NewRun: converted(runBody),
    NewRecording: converted(recordingBody),
  };
  const schemas = { ...scenarioSchemas(), ...answers, ...bodies };
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: DRAFT_07,
    info: { title: 'cps-sim', version, description: 'Readers and cards of worlds, moved by programs of any language' },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    paths: paths(),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: placed(schemas) },
  };
}
