/** Attributes of names: their identifiers and how long they may be. Source: RFC 5280, A.1; X.520; RFC 4519. */

interface AttributeType {
  readonly id: string;
  /** Upper bound in characters. */
  readonly atMost: number;
  /** How others call it. */
  readonly also?: readonly string[];
  /** The one string type it may have; any other attribute is a UTF8String where nothing else is asked for. */
  readonly as?: 'printable' | 'ia5';
}

/** By the names that OpenSSL shortens them to. */
export const ATTRIBUTE_TYPES = {
  CN: { id: '2.5.4.3', atMost: 64, also: ['commonName'] },
  SN: { id: '2.5.4.4', atMost: 64, also: ['surname'] },
  serialNumber: { id: '2.5.4.5', atMost: 64, as: 'printable' },
  C: { id: '2.5.4.6', atMost: 2, also: ['countryName'], as: 'printable' },
  L: { id: '2.5.4.7', atMost: 128, also: ['localityName'] },
  ST: { id: '2.5.4.8', atMost: 128, also: ['stateOrProvinceName', 'S'] },
  O: { id: '2.5.4.10', atMost: 64, also: ['organizationName'] },
  OU: { id: '2.5.4.11', atMost: 64, also: ['organizationalUnitName'] },
  title: { id: '2.5.4.12', atMost: 64, also: ['T'] },
  GN: { id: '2.5.4.42', atMost: 64, also: ['givenName', 'G'] },
  pseudonym: { id: '2.5.4.65', atMost: 128 },
  DC: { id: '0.9.2342.19200300.100.1.25', atMost: 63, also: ['domainComponent'], as: 'ia5' },
  UID: { id: '0.9.2342.19200300.100.1.1', atMost: 256, also: ['userId'] },
  emailAddress: { id: '1.2.840.113549.1.9.1', atMost: 255, also: ['E'], as: 'ia5' },
} as const satisfies Readonly<Record<string, AttributeType>>;

export type AttributeName = keyof typeof ATTRIBUTE_TYPES;

/** What a PrintableString may hold. */
export const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** Nothing that would end a text early, move a terminal's cursor or hide letters. */
export const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

const BY_ANY_NAME: ReadonlyMap<string, AttributeName> = new Map(
  (Object.keys(ATTRIBUTE_TYPES) as AttributeName[]).flatMap((name) => {
    const { also = [] }: AttributeType = ATTRIBUTE_TYPES[name];
    return [name, ...also].map((one) => [one.toLowerCase(), name] as const);
  }),
);

/** The attribute of a name as people and programs write it: `cn`, `countryName`, `E`. */
export function attributeNamed(text: string): AttributeName | undefined {
  return BY_ANY_NAME.get(text.trim().toLowerCase());
}

/** What is known of an attribute. */
export function attributeType(name: AttributeName): AttributeType {
  return ATTRIBUTE_TYPES[name];
}

const BY_ID: ReadonlyMap<string, AttributeName> = new Map(
  (Object.keys(ATTRIBUTE_TYPES) as AttributeName[]).map((name) => [ATTRIBUTE_TYPES[name].id, name]),
);

/** The name of an identifier's attribute. */
export function attributeOf(id: string): AttributeName | undefined {
  return BY_ID.get(id);
}
