/**
 * How the certificate comes with the mail: as it should be, under the older type, under a type that says nothing, renamed on its
 * way, without a name, as a part of a page that mail programs do not list, or inside the winmail.dat of Exchange.
 *
 * Source: reference/pitfalls.md E1; reference/documents.md L27.
 */
export const ANSWER_FORMS = [
  'pkcs7-mime',
  'x-pkcs7-mime',
  'octet-stream',
  'p7b',
  'dat',
  'inline',
  'hidden',
  'winmail',
] as const;
export type AnswerForm = (typeof ANSWER_FORMS)[number];
