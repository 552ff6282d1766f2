/** Reporters by what is typed: `pretty`, `tap`, `junit=FILE`, `json=FILE`, `html=FILE`, `github`, `gitlab=FILE`. */
import { writeFileSync } from 'node:fs';
import type { Language } from '#common/language.ts';
import { OutputFile } from '#files/output-file.ts';
import { isOfKind, type OutputKind, refuseForeignFile } from '#files/overwritable.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { githubReporter } from './github.ts';
import { gitlabReporter } from './gitlab.ts';
import { type HtmlOptions, htmlReporter } from './html/index.ts';
import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import { prettyReporter, type Terminal, wantsColour } from './pretty.ts';
import { tapReporter } from './tap.ts';

type Write = (text: string) => void;

/** What a report may know beside the events. */
export type ReportSources = Pick<HtmlOptions, 'profileOf' | 'baseline'>;

type MakeReporter = (name: string, write: Write, language: Language, sources: ReportSources) => TraceSubscriber;

interface Format {
  readonly make: MakeReporter;
  readonly kind: OutputKind;
  /** Its text comes in one piece, and whoever has the file open in a browser never sees a part of it. */
  readonly atOnce?: true;
}

/** Reports that were made before, by whoever: another tool's JUnit report in its place is one. */
const BY_NAME: ReadonlyMap<string, Format> = new Map([
  [
    'tap',
    { make: tapReporter, kind: { name: { en: 'a TAP report', fr: 'un rapport TAP' }, beginning: /^TAP version / } },
  ],
  [
    'junit',
    {
      make: junitReporter,
      kind: {
        name: { en: 'a JUnit report', fr: 'un rapport JUnit' },
        beginning: /^\s*(<\?xml[^>]*>\s*)?<testsuites?[\s>]/,
      },
    },
  ],
  [
    'json',
    {
      make: jsonReporter,
      kind: {
        name: { en: 'a JSON report of cps-sim', fr: 'un rapport JSON de cps-sim' },
        beginning: /^\{\s*"target": ?"/,
      },
    },
  ],
  [
    'html',
    {
      make: htmlReporter,
      kind: {
        name: { en: 'an HTML report of cps-sim', fr: 'un rapport HTML de cps-sim' },
        beginning:
          /^<!DOCTYPE html>\n<html lang="[a-z]+"><head><meta charset="utf-8"><meta name="generator" content="cps-sim report">/,
      },
      atOnce: true,
    },
  ],
  [
    'github',
    {
      make: (name, write, language) => githubReporter(name, write, language),
      kind: {
        name: { en: 'annotations for GitHub', fr: 'des annotations pour GitHub' },
        beginning: /^::(error|warning) /,
      },
    },
  ],
  [
    'gitlab',
    {
      make: (name, write, language) => gitlabReporter(name, write, language),
      kind: {
        name: { en: 'a Code Quality report', fr: 'un rapport Code Quality' },
        beginning: /^\[\s*(\]|\{\s*"description": ?")/,
      },
    },
  ],
]);

export const REPORTERS = ['pretty', ...BY_NAME.keys()];

/** Opened at once, so that a path that cannot be written stops the run before it begins. */
function toFile(
  name: string,
  format: Format,
  path: string,
  language: Language,
  sources: ReportSources,
): TraceSubscriber {
  const { make, kind, atOnce } = format;
  refuseForeignFile(path, kind);
  const file = new OutputFile(path);
  const write = atOnce ? (text: string) => file.replace(text) : (text: string) => void writeFileSync(file.fd, text);
  const reporter = make(name, write, language, sources);
  return { name, event: (event) => reporter.event(event), end: () => file.close() };
}

function toTerminal(
  name: string,
  { make }: Format,
  terminal: Terminal,
  language: Language,
  sources: ReportSources,
): TraceSubscriber {
  const reporter = make(name, (text) => void terminal.write(text), language, sources);
  return { name, event: (event) => reporter.event(event), end: () => terminal.drained?.() };
}

/** `junit=FILE` */
const TO_FILE = /^([a-z]+)=(.+)$/s;

/** The file that such a reporter writes, when a report of its kind is what is there. */
export function oldReport(spec: string): string | undefined {
  const [, name = '', path = ''] = TO_FILE.exec(spec) ?? [];
  const kind = BY_NAME.get(name)?.kind;
  return kind !== undefined && isOfKind(path, kind) ? path : undefined;
}

/** Whether there is one of that name: `junit` */
export function isReporter(name: string): boolean {
  return REPORTERS.includes(name);
}

/** Undefined when there is no such reporter. @throws ForeignFileError, BusyError, FileKindError, an error of the file system */
export function makeReporter(
  spec: string,
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
  language: Language = 'en',
  sources: ReportSources = {},
): TraceSubscriber | undefined {
  const [, name = spec, path] = TO_FILE.exec(spec) ?? [];
  const told = `--reporter ${spec}`;
  if (name === 'pretty' && path === undefined)
    return prettyReporter(told, terminal, wantsColour(terminal, env), language);
  const format = BY_NAME.get(name);
  if (format === undefined) return undefined;
  return path === undefined
    ? toTerminal(told, format, terminal, language, sources)
    : toFile(told, format, path, language, sources);
}
