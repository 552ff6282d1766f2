/** Steps of Plug and Play: the computer, its screen, its devices, pnputil. */

import { z } from 'zod';
import { LANGUAGES } from '#common/language.ts';
import {
  ARCHITECTURES,
  isSetupError,
  type PnputilReport,
  pnputil as runPnputil,
  setPolicy,
  UPDATE_SERVICES,
  WINDOWS_NAMES,
} from '../../../driver/plug-and-play/index.ts';
import { integer, text } from '../file/vocabulary.ts';
import type { StepContext } from './context.ts';
import { defineStep, type Observation } from './definition.ts';
import { outcome } from './parts/expectations.ts';
import { inOrder, ordered } from './parts/ordered.ts';

const yesOrNo = z.enum(['yes', 'no']);

/** A refusal of Windows is an observation. */
async function observingSetup(work: () => Promise<Observation> | Observation): Promise<Observation> {
  try {
    return await work();
  } catch (error) {
    if (isSetupError(error)) return { error: error.symbol };
    throw error;
  }
}

/** The step's reader by its PC/SC name, once Plug and Play has dealt with what happened there. */
async function settledReader({ world: { windows }, reader }: StepContext): Promise<string> {
  const name = await reader.pcscName();
  await windows.devices.readerSeen(name);
  await windows.devices.settled();
  return name;
}

const policyValue = yesOrNo.optional();

export const computer = defineStep({
  key: 'computer',
  summary: 'What the simulated computer is: its Windows, where it looks for drivers, its policies',
  onReader: false,
  args: () =>
    z.strictObject({
      windows: z
        .enum(WINDOWS_NAMES, { error: WINDOWS_NAMES.join(', ') })
        .optional()
        .describe('10 by default'),
      architecture: z.enum(ARCHITECTURES, { error: ARCHITECTURES.join(', ') }).optional(),
      language: z.enum(LANGUAGES).optional().describe('Of its messages; fr by default'),
      updates: z
        .enum(UPDATE_SERVICES, { error: UPDATE_SERVICES.join(', ') })
        .optional()
        .describe('Where it looks for drivers; windows-update by default'),
      enableScPnP: policyValue.describe('The policy EnableScPnP; yes by default'),
      scPnPNotification: policyValue.describe('The policy ScPnPNotification; no by default'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, { enableScPnP, scPnPNotification, ...settings }) {
    const { computer: target } = world.windows.devices;
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
    await target.configure(given);
    await target.change((state) => {
      if (enableScPnP !== undefined) setPolicy(state, 'EnableScPnP', enableScPnP === 'yes');
      if (scPnPNotification !== undefined) setPolicy(state, 'ScPnPNotification', scPnPNotification === 'yes');
    });
    return {};
  },
});

export const plugAndPlay = defineStep({
  key: 'PlugAndPlay',
  summary: 'Starts or stops the service that installs drivers; what is plugged in by then is the first it sees',
  short: 'do',
  taken: {
    by: 'do',
    arguments: {
      readers: ['start'],
    },
  },
  onReader: false,
  args: () =>
    z.strictObject({
      do: z.enum(['start', 'stop']),
      readers: z
        .enum(['ccid', 'vendor'])
        .default('ccid')
        .describe('ccid: Windows has their driver; vendor: it has to look for one'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { windows } }, { do: action, readers }) {
    if (action === 'stop') await windows.devices.stop();
    else windows.devices.start(readers);
    await windows.settled();
    return {};
  },
});

const notificationKind = z.enum(['installing', 'searching', 'ready', 'confirmation', 'no-driver', 'install-error']);
const workstationState = z.enum(['A3', 'A4', 'A5', 'A6', 'A7', 'A8']);

export const screen = defineStep({
  key: 'screen',
  summary: 'What Windows has shown of a reader and its cards since the last look',
  onReader: true,
  args: () => z.strictObject({}),
  expect: () =>
    z.strictObject({
      shown: inOrder(notificationKind).describe('The messages, in their order; [] for none'),
      says: text.optional().describe('A part of what they said'),
      states: inOrder(workstationState).describe('The states gone through, as in figure 9 of the guide'),
    }),
  defaults: {},
  async run(context) {
    const reader = await settledReader(context);
    const { shown, path } = context.world.windows.devices.take(reader);
    const says = shown.flatMap(({ notification }) => [notification.title, ...notification.lines]).join(' | ');
    return {
      shown: ordered(shown.map(({ notification }) => notification.kind)),
      says: says || 'no message',
      states: ordered(path),
    };
  },
});

export const device = defineStep({
  key: 'device',
  summary: 'The card in a reader, as the Device Manager has it',
  onReader: true,
  args: () => z.strictObject({}),
  expect: () =>
    z.strictObject({
      state: workstationState.optional().describe('State of the workstation: A8 when the card can be used'),
      status: z.enum(['working', 'null-driver', 'no-driver', 'failed', 'none']).optional().describe('How it is'),
      hardwareId: text.optional().describe('Its first hardware identifier'),
      description: text.optional().describe('Its name'),
      driver: text.optional().describe('oem0.inf, or none'),
      driverVersion: text.optional().describe('Version of its driver'),
    }),
  defaults: {},
  async run(context) {
    const reader = await settledReader(context);
    const { computer: pc, plugAndPlay: service } = context.world.windows.devices;
    const found = pc.state.devices.findLast(
      ({ reader: at, kind, present }) => at === reader && kind === 'card' && present,
    );
    return {
      state: service.stateOf(reader),
      status: found?.status ?? 'none',
      hardwareId: found?.hardwareIds[0],
      description: found?.description,
      driver: found?.driver ?? 'none',
      driverVersion: found?.driverVersion,
    };
  },
});

export const updateDriver = defineStep({
  key: 'updateDriver',
  summary: 'Device Manager: searches automatically for an updated driver of the card in a reader',
  onReader: true,
  args: () => z.strictObject({}),
  expect: () =>
    z.strictObject({
      found: z
        .enum(['updated', 'up-to-date', 'no-driver', 'offline', 'failed', 'no-card'])
        .optional()
        .describe('What came of it; updated when nothing is said'),
    }),
  defaults: { found: 'updated' },
  async run(context) {
    const reader = await settledReader(context);
    return { found: (await context.world.windows.devices.plugAndPlay.update(reader)) ?? 'no-card' };
  },
});

export const pnputil = defineStep({
  key: 'pnputil',
  summary: 'pnputil with the words behind it, as typed on Windows; {name} stands for the folder of a driver package',
  short: 'command',
  onReader: false,
  args: () =>
    z.strictObject({
      command: text.describe('-i -a {paquet}/cpsmd.inf, -e, -d oem0.inf, /add-driver ...'),
      elevated: yesOrNo.default('yes').describe('Whether the console was started as administrator'),
    }),
  expect: () =>
    z.strictObject({
      ...outcome,
      packages: inOrder(text).describe('Published names: those added, or those in the store'),
      providers: inOrder(text).describe('Providers of the packages in the store'),
      installedOn: integer(0, 99).optional().describe('Devices it was installed on'),
    }),
  defaults: {},
  run({ world: { windows } }, { command, elevated }) {
    const { computer: pc, updates } = windows.devices;
    const words = command.split(/\s+/).filter(Boolean);
    const args = words.map((word) => updates.withFolders(word));
    const options = { elevated: elevated === 'yes', workingDirectory: pc.folder };
    return observingSetup(async () => observed(await runPnputil(pc, args, options)));
  },
});

function observed(report: PnputilReport): Observation {
  if (report.verb === 'add') {
    const { added } = report;
    const refused = added.find(({ error }) => error !== undefined);
    return {
      error: refused?.error?.symbol,
      packages: ordered(added.flatMap(({ publishedName }) => publishedName ?? [])),
      installedOn: added.reduce((sum, { installedOn }) => sum + installedOn, 0),
    };
  }
  if (report.verb !== 'enumerate') return {};
  const { packages } = report;
  return {
    packages: ordered(packages.map(({ publishedName }) => publishedName)),
    providers: ordered(packages.map(({ inf }) => inf.version.provider)),
  };
}

export const publisher = defineStep({
  key: 'publisher',
  summary: 'What the computer thinks of a publisher that is not Microsoft',
  short: 'do',
  onReader: false,
  args: () =>
    z.strictObject({
      do: z.enum(['trust', 'distrust', 'forget']),
      name: text.default('ASIP Sante').describe('Name of the publisher'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { windows } }, { do: action, name }) {
    await windows.devices.computer.change(({ publishers }) => {
      if (action === 'forget') delete publishers[name];
      else publishers[name] = action === 'trust' ? 'trusted' : 'distrusted';
    });
    return {};
  },
});
