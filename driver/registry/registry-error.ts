/** A registration file, or a registry, that cannot be read. */
export class RegistryError extends Error {
  override name = 'RegistryError';
  readonly code = 'ERR_REGISTRY';
}
