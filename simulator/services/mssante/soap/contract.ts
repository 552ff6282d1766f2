/**
 * The operations of the web services, as data: what a WSDL is written from and what a request is read by. Names and fields are
 * not public: simulation.
 */
import { AUTHENTICATION, MESSAGES } from './namespaces.ts';

const TYPES = ['string', 'int', 'boolean', 'dateTime', 'base64Binary'] as const;
export type SimpleType = (typeof TYPES)[number];

export interface Field {
  readonly name: string;
  readonly type: SimpleType | RecordName;
  readonly optional?: boolean;
  readonly many?: boolean;
}

const text = (name: string): Field => ({ name, type: 'string' });
const number = (name: string): Field => ({ name, type: 'int' });
const optional = (field: Field): Field => ({ ...field, optional: true });
const many = (field: Field): Field => ({ ...field, many: true });

const RECORD_NAMES = ['Holder', 'Folder', 'MessageHead', 'Attachment', 'AddressEntry'] as const;
export type RecordName = (typeof RECORD_NAMES)[number];

export const RECORDS: Readonly<Record<RecordName, readonly Field[]>> = {
  Holder: [text('nationalId'), text('familyName'), text('givenName')],
  Folder: [text('name'), number('messages'), number('unseen')],
  MessageHead: [
    number('number'),
    text('from'),
    optional(many(text('to'))),
    text('subject'),
    { name: 'date', type: 'dateTime' },
    number('size'),
    { name: 'seen', type: 'boolean' },
    number('attachments'),
  ],
  Attachment: [text('fileName'), text('contentType'), { name: 'content', type: 'base64Binary' }],
  AddressEntry: [text('address'), text('familyName'), text('givenName')],
};

export interface Operation {
  readonly name: string;
  /** In one sentence, for the WSDL. */
  readonly does: string;
  /** Whether the header Session has to be there. */
  readonly inSession: boolean;
  readonly request: readonly Field[];
  readonly response: readonly Field[];
}

export interface Contract {
  readonly namespace: string;
  /** Of the service in its WSDL. */
  readonly name: string;
  readonly path: string;
  /** The documents' host that has it. */
  readonly host: 'mss-msg' | 'mss-idp';
  readonly operations: readonly Operation[];
}

export const CONTRACTS = {
  authentication: {
    namespace: AUTHENTICATION,
    name: 'Authentification',
    path: '/authentification',
    host: 'mss-idp',
    operations: [
      {
        name: 'OpenSession',
        does: 'Prior authentication: a token for the holder of the card, bound to its certificate, with an end.',
        inSession: false,
        request: [optional(text('address'))],
        response: [
          text('token'),
          text('address'),
          { name: 'holder', type: 'Holder' },
          { name: 'expires', type: 'dateTime' },
        ],
      },
      {
        name: 'CloseSession',
        does: 'The token is worth nothing any more.',
        inSession: true,
        request: [],
        response: [],
      },
    ],
  },
  messages: {
    namespace: MESSAGES,
    name: 'Messagerie',
    path: '/messagerie',
    host: 'mss-msg',
    operations: [
      {
        name: 'ListFolders',
        does: 'The folders of the mailbox.',
        inSession: true,
        request: [],
        response: [optional(many({ name: 'folder', type: 'Folder' }))],
      },
      {
        name: 'ListMessages',
        does: 'Heads of the messages in a folder whose numbers are behind `after`, the oldest first.',
        inSession: true,
        request: [text('folder'), optional(number('after')), optional(number('most'))],
        response: [optional(many({ name: 'message', type: 'MessageHead' }))],
      },
      {
        name: 'ReadMessage',
        does: 'One message with its attachments; it counts as seen then.',
        inSession: true,
        request: [text('folder'), number('number')],
        response: [
          { name: 'head', type: 'MessageHead' },
          text('text'),
          optional(many({ name: 'attachment', type: 'Attachment' })),
        ],
      },
      {
        name: 'SendMessage',
        does: 'Sends a message to addresses of trusted domains, and keeps a copy in Sent.',
        inSession: true,
        request: [
          many(text('to')),
          text('subject'),
          text('text'),
          optional(many({ name: 'attachment', type: 'Attachment' })),
        ],
        response: [text('messageId')],
      },
      {
        name: 'MoveMessage',
        does: 'Moves a message into another folder.',
        inSession: true,
        request: [text('folder'), number('number'), text('target')],
        response: [number('number')],
      },
      {
        name: 'DeleteMessage',
        does: 'Deletes a message for good.',
        inSession: true,
        request: [text('folder'), number('number')],
        response: [],
      },
      {
        name: 'ListAddresses',
        does: 'Who has an address here; `search`: part of a name or of an address.',
        inSession: true,
        request: [optional(text('search'))],
        response: [optional(many({ name: 'entry', type: 'AddressEntry' }))],
      },
      {
        name: 'ListTrustedDomains',
        does: 'Domains that messages may be sent to; signed: listeblanchemssante.xml.',
        inSession: true,
        request: [],
        response: [optional(many(text('domain')))],
      },
    ],
  },
} as const satisfies Readonly<Record<string, Contract>>;

export function isRecord(type: Field['type']): type is RecordName {
  return (RECORD_NAMES as readonly string[]).includes(type);
}
