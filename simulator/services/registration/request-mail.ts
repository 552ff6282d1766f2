/** The request in a mail, in each form that mail programs and gateways give it. Source: reference/pitfalls.md E1. */
import type { Bytes } from '#iso7816/bytes.ts';
import { type Mail, TNEF_NAME } from '../mailbox/mail.ts';

const TYPES = ['application/pkcs7-mime', 'application/x-pkcs7-mime'];
const NAMES = /\.(?:p7m|p7c|p7b|dat)$/i;

/** What may be a request, by its type or its name; undefined when nothing in the mail may be. */
export function requestIn({ attachments }: Mail): Bytes | undefined {
  const byType = attachments.find(({ type }) => TYPES.includes(type));
  const byName = ({ fileName }: { readonly fileName: string }) =>
    NAMES.test(fileName) && fileName.toLowerCase() !== TNEF_NAME;
  return (byType ?? attachments.find(byName))?.content;
}
