/** What every service of the health world has in common, and what it stands on. */

import { oneOf } from '#common/arguments.ts';
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import type { Pki } from '../pki/index.ts';
import type { Memory } from './state/memory.ts';

/** The services there are, in the order in which they start: each may stand on those before it. */
export const SERVICE_NAMES = ['directory', 'mailbox', 'pfc', 'registration', 'diapason', 'mssante', 'testssl'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];
export const SERVICE_NAME = oneOf(SERVICE_NAMES);

/** Ports on loopback by what is there; any that is free by default. */
export const PORT_NAMES = [
  'http',
  'ldap',
  'ldaps',
  'smtp',
  'mail',
  'registration',
  'pfc',
  'psp',
  'gap',
  'tpe',
  'imap',
  'submission',
  'soap',
  'testssl',
  'testsslHttp',
] as const;
export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Partial<Readonly<Record<PortName, number>>>;

/** Whose ports they are. */
export const PORTS_OF: Readonly<Record<ServiceName, readonly PortName[]>> = {
  directory: ['http', 'ldap', 'ldaps'],
  mailbox: ['smtp', 'mail'],
  pfc: ['pfc'],
  registration: ['registration'],
  diapason: ['psp', 'gap', 'tpe'],
  mssante: ['imap', 'submission', 'soap'],
  testssl: ['testssl', 'testsslHttp'],
};

export interface ServiceAddress {
  /** What is there: `authorities' lists`. */
  readonly what: Text;
  /** With its port on loopback: `http://127.0.0.1:8080/`. */
  readonly url: string;
}

/** A name of the documents, a port that programs use there, and what answers for them here. */
export interface ServiceHost {
  readonly host: string;
  readonly port: number;
  /** Port on loopback. */
  readonly leadsTo: number;
  /** Statement of the document that prints it, or `simulation`. */
  readonly source: string;
}

/** Something that happened at a service, or to the state that is kept, in words; never holds a code or a key. */
export type Tell = (service: ServiceName | 'state', action: string, text: Text) => void;

export interface Service {
  readonly name: ServiceName;
  readonly title: Text;
  readonly addresses: readonly ServiceAddress[];
  /** Where the documents have it; for whoever leads their names here. None by default. */
  readonly hosts?: readonly ServiceHost[];
  /** Those it listens on. */
  readonly ports: Ports;
  /** What a client must trust to come there, in PEM; nothing by default. */
  readonly trust?: string;
  /** Forgets what happened since its start. */
  reset(): void | Promise<void>;
  close(): Promise<void>;
}

/** What a service is given. */
export interface ServiceContext {
  readonly pki: Pki;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Where what happens is kept; nowhere by default. */
  readonly memory?: Memory;
}
