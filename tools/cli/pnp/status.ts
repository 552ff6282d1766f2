/** `cps-sim pnp status`, `configure`, `publisher`, `cards`, `events`: what the computer is and knows. */

import { BytesError, fromHex, toHex } from '#iso7816/bytes.ts';
import {
  type CalaisCard,
  type ComputerSettings,
  calaisCards,
  cardTypeProviderName,
  type Device,
  listCards,
  POLICIES,
  type PolicyName,
  policy,
  setPolicy,
} from '../../../driver/plug-and-play/index.ts';
import { VIEWS } from '../../../driver/registry/index.ts';
import { EXIT } from '../exit-code.ts';
import { colon } from '../language.ts';
import { printJson } from '../print-json.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';
import { type CommonOptions, changeServices, type Desk, loadServices, openDesk } from './desk.ts';

const POLICY_NAMES = Object.keys(POLICIES) as PolicyName[];
const RECENT = 5;

function deviceLine(
  { texts }: Desk,
  { reader, status, description, driver, driverVersion, hardwareIds, present }: Device,
) {
  const where = present ? reader : `${reader} (${texts.absent})`;
  const by = driver === undefined ? '' : `${driver} ${driverVersion ?? ''}`.trim();
  return [where, description, texts.statuses[status], by, hardwareIds[0]].filter(Boolean).join('  ');
}

function section(title: string, lines: readonly string[], none: string): string[] {
  return ['', title, ...(lines.length === 0 ? [none] : lines).map((line) => `  ${line}`)];
}

function storeLines({ computer, texts, language }: Desk): string[] {
  const packages = computer.store
    .packages()
    .map(({ publishedName, infName, inf: { version }, catalog }) =>
      [publishedName, infName, version.provider, version.driverVersion, version.driverDate, catalog.publisher].join(
        '  ',
      ),
    );
  const damaged = computer.store
    .damaged()
    .map(({ publishedName, whyText }) => `${publishedName}  ${texts.pnputil.damaged(whyText[language])}`);
  return [...packages, ...damaged];
}

function statusLines(desk: Desk): string[] {
  const { computer, texts, language } = desk;
  const { settings, devices, events, publishers } = computer.state;
  const updates = `${texts.updates[settings.updates]}, ${texts.online(loadServices(desk).state.online)}`;
  const policies = POLICY_NAMES.map((name) => `${name} ${texts.yes(policy(computer.state, name))}`).join(', ');
  return [
    `Windows ${settings.windows}, ${settings.architecture}, ${updates}`,
    `${texts.policies}${colon(language)} ${policies}`,
    `${texts.folder}${colon(language)} ${computer.folder}`,
    ...section(
      texts.sections.devices,
      devices.map((device) => deviceLine(desk, device)),
      texts.none,
    ),
    ...section(texts.sections.store, storeLines(desk), texts.none),
    ...section(
      texts.sections.cards,
      calaisCards(computer.registry).map(({ name }) => name),
      texts.none,
    ),
    ...section(
      texts.sections.publishers,
      Object.entries(publishers).map(([name, how]) => texts.trust[how](name)),
      texts.none,
    ),
    ...section(
      texts.sections.events,
      events.slice(-RECENT).map(({ time, id, message }) => `${time}  ${id}  ${message}`),
      texts.none,
    ),
  ];
}

export function status(options: CommonOptions): void {
  const desk = openDesk(options);
  const { registry, ...state } = desk.computer.state;
  const policies = Object.fromEntries(POLICY_NAMES.map((name) => [name, policy({ ...state, registry }, name)]));
  const packages = desk.computer.store.packages().map(({ publishedName, infName, inf }) => ({
    publishedName,
    infName,
    ...inf.version,
  }));
  if (options.json) printJson({ ...state, policies, packages, services: loadServices(desk).state });
  else printLines(statusLines(desk).join('\n'));
}

export type ConfigureOptions = CommonOptions &
  Partial<ComputerSettings> & { readonly online?: 'yes' | 'no' } & Partial<Record<PolicyName, 'yes' | 'no'>>;

export async function configure(given: ConfigureOptions): Promise<void> {
  const { windows, architecture, language, updates, online, ...options } = given;
  const desk = openDesk(options);
  await desk.computer.configure({
    ...(windows && { windows }),
    ...(architecture && { architecture }),
    ...(language && { language }),
    ...(updates && { updates }),
  });
  await desk.computer.change((state) => {
    for (const name of POLICY_NAMES) if (options[name] !== undefined) setPolicy(state, name, options[name] === 'yes');
  });
  if (online !== undefined)
    await changeServices(desk, ({ state }) => {
      state.online = online === 'yes';
    });
  if (options.json) status(options);
  else printLines(statusLines(openDesk(options)).slice(0, 3).join('\n'));
}

export type Decision = 'trust' | 'distrust' | 'forget';

export async function publisher(decision: Decision, name: string, options: CommonOptions): Promise<void> {
  const { computer, texts } = openDesk(options);
  await computer.change(({ publishers }) => {
    if (decision === 'forget') delete publishers[name];
    else publishers[name] = decision === 'trust' ? 'trusted' : 'distrusted';
  });
  const how = { trust: 'trusted', distrust: 'distrusted', forget: 'forgotten' } as const;
  printLines(texts.trust[how[decision]](name));
}

/** Option parser of an answer to reset. */
export function parseAtr(text: string): Uint8Array {
  try {
    const atr = fromHex(text);
    if (atr.length >= 2) return atr;
  } catch (error) {
    if (!(error instanceof BytesError)) throw error;
  }
  throw new UsageError({
    en: `ATR '${text}': expected at least two bytes in hexadecimal, such as '3B 04 51 FF 08 00'`,
    fr: `ATR '${text}', attendu : au moins deux octets en hexadécimal, tels que '3B 04 51 FF 08 00'`,
  });
}

export function cards(atrText: string | undefined, options: CommonOptions): void {
  const { computer, texts } = openDesk(options);
  const { registry } = computer;
  const atr = atrText === undefined ? undefined : parseAtr(atrText);
  const rows = VIEWS.flatMap((view) => {
    const matching = atr && listCards(registry, atr, view);
    const shown = calaisCards(registry, view).filter(({ name }) => matching === undefined || matching.includes(name));
    const provider = (card: CalaisCard, kind: 'module' | 'csp' | 'ksp') =>
      cardTypeProviderName(registry, card.name, kind, view);
    return shown.map((card) => ({
      view,
      name: card.name,
      atr: toHex(card.atr),
      mask: toHex(card.mask),
      module: provider(card, 'module'),
      csp: provider(card, 'csp'),
      ksp: provider(card, 'ksp'),
    }));
  });
  if (atr !== undefined && rows.length === 0) process.exitCode = EXIT.FAILED;
  if (options.json) printJson(rows);
  else if (rows.length === 0) printLines(atr === undefined ? texts.none : texts.noMatch(toHex(atr)));
  else for (const row of rows) printLines(Object.values(row).join('\n  '));
}

export function events(options: CommonOptions): void {
  const { computer, texts } = openDesk(options);
  const { events: log } = computer.state;
  if (options.json) printJson(log);
  else if (log.length === 0) printLines(texts.none);
  else
    for (const { time, source, id, level, message } of log) printLines([time, source, id, level, message].join('  '));
}
