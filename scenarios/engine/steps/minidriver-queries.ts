/** Steps of the Card* functions that ask what the card can do, and of those that a read-only card refuses. */
import { z } from 'zod';
import { REFUSED_FUNCTIONS, type RefusedFunction } from '../../../driver/minidriver/index.ts';
import { containerIndexOf } from '../../world/minidriver-session.ts';
import { hexBytes, integer, text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { containerName, observedData } from './parts/containers.ts';
import { dataExpectations, outcome } from './parts/expectations.ts';

/** The HWND of no window, of a 64-bit program. */
const NO_WINDOW = new Uint8Array(8);

export const cardSetProperty = defineStep({
  key: 'CardSetProperty',
  summary: 'Sets a property: a read-only card takes only Parent Window and PIN Context String',
  short: 'property',
  onReader: true,
  args: () =>
    z.strictObject({
      property: text.describe('Its name'),
      data: hexBytes.optional().describe('Its value; the HWND of no window by default'),
    }),
  expect: () => z.strictObject(outcome),
  defaults: {},
  async run({ world, reader }, { property, data = NO_WINDOW }) {
    await (await world.minidriver(reader)).call('CardSetProperty', property, data);
    return {};
  },
});

export const cardGetContainerProperty = defineStep({
  key: 'CardGetContainerProperty',
  summary: 'A property of a container: Container Info or PIN Identifier',
  onReader: true,
  args: () => z.strictObject({ container: containerName, property: text.describe('Its name') }),
  expect: () => z.strictObject({ ...outcome, pinId: integer(0, 7).optional().describe('Of PIN Identifier') }),
  defaults: {},
  async run({ world, reader }, { container, property }) {
    const minidriver = await world.minidriver(reader);
    const value = await minidriver.call('CardGetContainerProperty', containerIndexOf(container), property);
    return typeof value === 'number' ? { pinId: value } : {};
  },
});

const QUERIES = {
  CardQueryCapabilities: 'CARD_CAPABILITIES: who compresses certificates, who generates keys',
  CardQueryFreeSpace: 'CARD_FREE_SPACE_INFO: a read-only card has none',
} as const;

function query(key: keyof typeof QUERIES) {
  return defineStep({
    key,
    summary: QUERIES[key],
    onReader: true,
    remembers: true,
    args: () => z.strictObject({}),
    expect: (names) => z.strictObject({ ...outcome, ...dataExpectations(names) }),
    defaults: {},
    run: async ({ world, reader }) => observedData(await (await world.minidriver(reader)).call(key)),
  });
}

export const cardQueryCapabilities = query('CardQueryCapabilities');
export const cardQueryFreeSpace = query('CardQueryFreeSpace');

export const cardQueryKeySizes = defineStep({
  key: 'CardQueryKeySizes',
  summary: 'CARD_KEY_SIZES of a key specification: 1 AT_KEYEXCHANGE, 2 AT_SIGNATURE',
  short: 'keySpec',
  onReader: true,
  remembers: true,
  args: () => z.strictObject({ keySpec: integer(0, 255).describe('1 AT_KEYEXCHANGE, 2 AT_SIGNATURE') }),
  expect: (names) => z.strictObject({ ...outcome, ...dataExpectations(names) }),
  defaults: {},
  run: async ({ world, reader }, { keySpec }) =>
    observedData(await (await world.minidriver(reader)).call('CardQueryKeySizes', keySpec)),
});

const refused = z.enum(REFUSED_FUNCTIONS as [RefusedFunction, ...RefusedFunction[]]);

export const cardFunction = defineStep({
  key: 'cardFunction',
  summary:
    'Calls a function of CARD_DATA that a CPS has no use for: writing, challenges, elliptic curves, session keys',
  short: 'name',
  onReader: true,
  args: () => z.strictObject({ name: refused }),
  expect: () => z.strictObject(outcome),
  defaults: {},
  async run({ world, reader }, { name }) {
    await (await world.minidriver(reader)).call(name);
    return {};
  },
});
