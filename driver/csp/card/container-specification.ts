/**
 * The four ways a program names a key container of a smart card.
 *
 * Source: Microsoft, smart card architecture, Base CSP and KSP containers; reference/minidriver.md 10.
 */

export interface ContainerSpecification {
  /** The reader to look in; any when absent. */
  readonly reader?: string;
  /** The container to look for; the default one when absent. */
  readonly container?: string;
}

const READER_FORM = /^\\\\\.\\(?<reader>[^\\]+)(?:\\(?<container>[^\\]*))?$/;

/**
 * `\\.\Reader\Container` (I), `\\.\Reader\` (II), `Container` (III), null or '' (IV).
 *
 * Undefined for a text that is none of them.
 */
export function parseContainerSpecification(text: string | null | undefined): ContainerSpecification | undefined {
  if (text === null || text === undefined || text === '') return {};
  const { reader, container } = READER_FORM.exec(text)?.groups ?? {};
  if (reader !== undefined) return container ? { reader, container } : { reader };
  return text.includes('\\') ? undefined : { container: text };
}
