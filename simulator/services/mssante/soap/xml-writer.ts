/** Writes XML: what is said is always escaped, and characters that XML cannot hold are replaced. */

/** Made by `element` alone: text of anybody else's is escaped. */
export class Xml {
  readonly written: string;

  constructor(written: string) {
    this.written = written;
  }
}

export type XmlContent = Xml | string | number | boolean | readonly XmlContent[] | undefined;

/** What XML 1.0, 2.2, does not allow or advises against. */
const NOT_IN_XML = /(?![\t\n\r])[\p{Cc}\p{Cs}]|[\ufffe\uffff]/gu;
/** A carriage return is written so that readers do not make a line feed of it. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

function escaped(text: string): string {
  return text.replaceAll(NOT_IN_XML, '\ufffd').replaceAll(/[&<>"\r]/g, (found) => ESCAPES[found] as string);
}

function inAttribute(text: string): string {
  return escaped(text).replaceAll(/[\t\n]/g, (found) => (found === '\t' ? '&#9;' : '&#10;'));
}

function content(value: XmlContent): string {
  if (value === undefined) return '';
  if (value instanceof Xml) return value.written;
  if (typeof value === 'object') return value.map(content).join('');
  return escaped(String(value));
}

export type XmlAttributes = Readonly<Record<string, string | undefined>>;

/** `element('soap:Body', {}, ...)`; attributes that are undefined are left out. */
export function element(name: string, attributes: XmlAttributes = {}, ...inside: readonly XmlContent[]): Xml {
  const own = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${inAttribute(value)}"`))
    .join('');
  return new Xml(`<${name}${own}>${content(inside)}</${name}>`);
}

export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.written}`;
}
