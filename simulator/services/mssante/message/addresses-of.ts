/** The addresses in a header, undecoded. */
import addressparser from 'nodemailer/lib/addressparser';

export interface MailAddress {
  /** As it is written, encoded words too. */
  readonly name: string;
  readonly address: string;
  /** Of a group: those who are in it. */
  readonly members?: readonly MailAddress[];
}

type Parsed = ReturnType<typeof addressparser>[number];

function known({ name = '', address = '', group }: Parsed): MailAddress {
  return { name, address, ...(group && { members: group.map(known) }) };
}

/** Of all headers of that name; at most a thousand. */
export function addressesOf(values: readonly string[]): MailAddress[] {
  const parsed = values.flatMap((value) => addressparser(value.slice(0, 65_536)));
  return parsed.slice(0, 1000).map(known);
}
