/**
 * Distinguished names as people and documents write them: case, blanks and escapes make no difference.
 *
 * Source: RFC 4514; RFC 4518 (caseIgnoreMatch); reference/documents.md M24: blanks behind commas are to be forgiven.
 */

/** What stands between commas that nothing escapes. */
const PARTS = /(?:\\.|[^,\\])+/gs;
const ESCAPED = /(?:\\[0-9a-f]{2})+|\\(?<character>.)/gis;

function unescaped(text: string): string {
  return text.replace(
    ESCAPED,
    (escaped: string, character: string | undefined) =>
      character ?? Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
}

/** A value as it is compared: what names call a separator stays escaped in it. */
function normalValue(text: string): string {
  return unescaped(text).trim().replace(/\s+/g, ' ').replace(/[\\,]/g, '\\$&');
}

function normalRdn(rdn: string): string {
  const [type = '', ...value] = rdn.split('=');
  return `${type.trim()}=${normalValue(value.join('='))}`.toLowerCase();
}

/** One form for all that name the same entry; the empty text for the root of the tree. */
export function normalName(name: string): string {
  return partsOf(name).map(normalRdn).join(',');
}

function partsOf(name: string): readonly string[] {
  return name.match(PARTS) ?? [];
}

/** The parts of a name: types in lower case, values as they are meant. */
export function namesIn(name: string): readonly { readonly type: string; readonly value: string }[] {
  return partsOf(name).map((rdn) => {
    const [type = '', ...value] = rdn.split('=');
    return { type: type.trim().toLowerCase(), value: unescaped(value.join('=')).trim() };
  });
}

/** Whether that entry stands in the tree below `base`, or is it. Both in the normal form. */
export function isBelow(name: string, base: string): boolean {
  return base === '' || name === base || name.endsWith(`,${base}`);
}

/** Whether it stands right below. */
export function isRightBelow(name: string, base: string): boolean {
  return isBelow(name, base) && partsOf(name).length === partsOf(base).length + 1;
}
