/**
 * Reads XML that a stranger sent: well-formed, with namespaces, and within limits. No document type is taken, so there are no
 * entities but the five of XML and nothing is ever fetched; the limits hold while it is read, not behind it.
 *
 * Source: XML 1.0 (fifth edition), 2.8 and 4.1; Namespaces in XML 1.0; reference/pitfalls.md D7.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { XmlError } from './xml-error.ts';

export interface XmlElement {
  /** Of its namespace; empty for none. */
  readonly uri: string;
  readonly local: string;
  /** By `local`, or `{uri}local` where it has a namespace. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: readonly XmlElement[];
  /** Of its own, without that of the elements in it. */
  readonly text: string;
}

export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  readonly attributes: number;
}

export const XML_LIMITS: XmlLimits = { bytes: 65_536, depth: 16, elements: 5000, attributes: 32 };

interface Open {
  readonly uri: string;
  readonly local: string;
  readonly attributes: Record<string, string>;
  readonly elements: XmlElement[];
  text: string;
}

const XMLNS = 'http://www.w3.org/2000/xmlns/';

function attributesOf({ attributes }: SaxesTagNS): Record<string, string> {
  const own = Object.values(attributes).filter(({ uri }) => uri !== XMLNS);
  const named = own.map(({ uri, local, value }) => [uri === '' ? local : `{${uri}}${local}`, value] as const);
  return Object.assign(Object.create(null), Object.fromEntries(named));
}

function tooMany(most: number, en: string, fr: string): XmlError {
  return new XmlError({ en: `XML: more than ${most} ${en}`, fr: `XML : plus de ${most} ${fr}` }, true);
}

class Tree {
  readonly #parser = new SaxesParser({ xmlns: true });
  readonly #limits: XmlLimits;
  readonly #open: Open[] = [];
  #count = 0;
  #attributes = 0;
  root: XmlElement | undefined;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
    const parser = this.#parser;
    parser.on('error', ({ message }) => {
      const { line, column } = parser;
      const where = this.#count === 0 ? ', sans élément' : '';
      // What the library says of it is in English.
      const fr = `XML mal formé${where} : ligne ${line}, caractère ${column}`;
      throw new XmlError({ en: `no well-formed XML: ${message}`, fr });
    });
    parser.on('doctype', () => this.#refuse('a document type (DOCTYPE)', 'un type de document (DOCTYPE)'));
    parser.on('processinginstruction', () => this.#refuse('a processing instruction', 'une instruction de traitement'));
    parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
      if (!/^utf-?8$/i.test(encoding)) this.#refuse(`the encoding ${encoding}`, `le codage ${encoding}`);
    });
    // Before the namespaces of an element are looked for among all that are open.
    parser.on('opentagstart', () => this.#begins());
    parser.on('attribute', () => this.#hasAttribute());
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('text', (text) => this.#hasText(text));
    parser.on('cdata', (text) => this.#hasText(text));
    parser.on('closetag', () => this.#closed());
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  close(): XmlElement {
    this.#parser.close();
    return this.root as XmlElement;
  }

  #refuse(en: string, fr: string): never {
    throw new XmlError({ en: `XML: ${en} is not taken`, fr: `XML : ${fr} n'est pas accepté` });
  }

  #begins(): void {
    const { depth, elements } = this.#limits;
    if (this.#open.length >= depth) throw tooMany(depth, 'elements in one another', 'éléments imbriqués');
    if (++this.#count > elements) throw tooMany(elements, 'elements', 'éléments');
    this.#attributes = 0;
  }

  #hasAttribute(): void {
    const { attributes } = this.#limits;
    if (++this.#attributes > attributes)
      throw tooMany(attributes, 'attributes of one element', 'attributs sur un élément');
  }

  #opened(tag: SaxesTagNS): void {
    const { uri, local } = tag;
    this.#open.push({ uri, local, attributes: attributesOf(tag), elements: [], text: '' });
  }

  #hasText(text: string): void {
    const top = this.#open.at(-1);
    if (top !== undefined) top.text += text;
  }

  #closed(): void {
    const element = this.#open.pop() as XmlElement;
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = element;
    else parent.elements.push(element);
  }
}

function tooLong({ bytes }: XmlLimits): XmlError {
  return new XmlError({ en: `XML: longer than ${bytes} bytes`, fr: `XML : plus de ${bytes} octets` }, true);
}

/** Whoever sends slowly or much holds nobody else up. @throws XmlError */
export async function readXml(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits: XmlLimits = XML_LIMITS,
): Promise<XmlElement> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const tree = new Tree(limits);
  let length = 0;
  for await (const part of parts) {
    length += part.length;
    if (length > limits.bytes) throw tooLong(limits);
    tree.write(decoded(decoder, part));
  }
  tree.write(decoded(decoder));
  return tree.close();
}

function decoded(decoder: InstanceType<typeof TextDecoder>, part?: Uint8Array): string {
  try {
    return part === undefined ? decoder.decode() : decoder.decode(part, { stream: true });
  } catch {
    throw new XmlError({ en: 'XML: bytes that are no UTF-8', fr: "XML : des octets qui ne sont pas de l'UTF-8" });
  }
}

/** The elements of that name. */
export function elementsOf({ elements }: XmlElement, uri: string, local: string): readonly XmlElement[] {
  return elements.filter((one) => one.uri === uri && one.local === local);
}
