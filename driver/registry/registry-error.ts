import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

export interface RegistryErrorDetails extends ErrorOptions {
  /** Where in the file it stops being one, counted from 1; the file as a whole cannot be read when it is absent. */
  readonly line?: number;
}

/** A registration file, or a registry, that cannot be read. */
export class RegistryError extends CodedError {
  override readonly name = 'RegistryError';
  readonly code = 'ERR_REGISTRY';
  readonly file: string;
  readonly line: number | undefined;

  constructor(file: string, why: Text, { line, ...options }: RegistryErrorDetails = {}) {
    const place = line === undefined ? file : `${file}:${line}`;
    super({ en: `${place}: ${why.en}`, fr: `${place} : ${why.fr}` }, options);
    this.file = file;
    this.line = line;
  }
}
