import { CodedError } from '#common/coded-error.ts';

/** A version or date that no package can have; the message says what was expected. */
export class PackageVariantError extends CodedError {
  override readonly name = 'PackageVariantError';
  readonly code = 'ERR_PACKAGE_VARIANT';
}
