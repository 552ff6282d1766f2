/** Names of folders as IMAP4rev1 writes them: modified UTF-7. Source: RFC 3501, 5.1.3. */
import { bad } from './imap-error.ts';

function encodedPart(part: string): string {
  const bytes = Buffer.from(part, 'utf16le').swap16();
  return `&${bytes.toString('base64').replaceAll('/', ',').replaceAll('=', '')}-`;
}

export function encodedName(name: string): string {
  return name.replaceAll('&', '&-').replaceAll(/[^ -~]+/g, encodedPart);
}

/** @throws ImapError BAD */
export function decodedName(text: string): string {
  return text.replaceAll(/&([^-]*)(-?)/g, (_, base64: string, end: string) => {
    if (base64 === '' && end === '-') return '&';
    const bytes = Buffer.from(base64.replaceAll(',', '/'), 'base64');
    const name = bytes.length > 0 && bytes.length % 2 === 0 ? bytes.swap16().toString('utf16le') : '';
    if (end === '' || name === '' || encodedPart(name) !== `&${base64}-`)
      throw bad('the name of a folder is no modified UTF-7 (RFC 3501, 5.1.3)');
    return name;
  });
}
