/**
 * Secrets of options. One on a command line is seen by every user of the machine (`ps`), so that it may come from a file
 * (`file:codes.txt`) or a variable (`env:CODES`) as well.
 */
import { CodedError } from '#common/coded-error.ts';
import { fileErrorText } from '#files/file-error.ts';
import { readInput } from '#files/regular-file.ts';
import { UsageError } from './usage-error.ts';

/** Some hundred thousand answers of a PIN pad. */
const LARGEST = 1_000_000;

function fromFile(option: string, path: string): string {
  try {
    return readInput(path, LARGEST).toString();
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    const why = fileErrorText(cause, path);
    throw new UsageError(
      { en: `${option} file:${path}: ${why.en}`, fr: `${option} file:${path} : ${why.fr}` },
      { cause },
    );
  }
}

function fromVariable(option: string, name: string, environment: NodeJS.ProcessEnv): string {
  const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (text === undefined)
    throw new UsageError({
      en: `${option} env:${name}: the environment has no variable ${name}`,
      fr: `${option} env:${name} : l'environnement n'a pas de variable ${name}`,
    });
  return text;
}

function noName(option: string, source: string): UsageError {
  return new UsageError({
    en: `${option} '${source}:' names nothing, expected file:PATH or env:NAME`,
    fr: `${option} '${source}:' ne nomme rien, attendu : file:CHEMIN ou env:NOM`,
  });
}

/** The first line, as editors and shells write one. @throws UsageError where it is empty: what it protects would lie open */
export function passwordIn(option: string, source: string): string {
  const password = source.replace(/^\ufeff/, '').replace(/\r?\n.*$/s, '');
  if (password !== '') return password;
  throw new UsageError({
    en: `${option}: its file or variable is empty, expected a password or a code on the first line`,
    fr: `${option} : son fichier ou sa variable est vide, attendu : un mot de passe ou un code sur la première ligne`,
  });
}

/**
 * What a file or a variable holds; undefined when the value names neither.
 * @param option as it was typed: `--pin-pad`
 * @throws UsageError when it cannot be read; it never shows what may be a secret
 */
export function secretSource(option: string, value: string, environment = process.env): string | undefined {
  const [, source, name = ''] = /^(file|env):(.*)$/s.exec(value) ?? [];
  if (source === undefined) return undefined;
  if (name === '') throw noName(option, source);
  return source === 'file' ? fromFile(option, name) : fromVariable(option, name, environment);
}
