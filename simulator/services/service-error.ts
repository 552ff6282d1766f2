import { ReasonedError } from '#common/coded-error.ts';

/**
 * `port`: the port is taken, or may not be used. `unusedPort`: it is that of a service that is not started. `notStarted`: nobody started that service. `keyMismatch`: a private key that is
 * another certificate's. `mailboxFull`: it takes no more mail.
 * `responsible`: the card of who signs for a structure is none that its legal responsible holds.
 * `closed`: the service has ended.
 */
export type ServiceReason =
  | 'port'
  | 'unusedPort'
  | 'notStarted'
  | 'keyMismatch'
  | 'mailboxFull'
  | 'responsible'
  | 'closed';

/** A service could not be started, or was not. */
export class ServiceError extends ReasonedError<ServiceReason> {
  override readonly name = 'ServiceError';
  readonly code = 'ERR_SERVICE';
}

/** Somebody asks a service that has ended. */
export function ended(service: string): ServiceError {
  return new ServiceError('closed', {
    en: `the service ${service} has ended: start it anew`,
    fr: `le service ${service} est arrêté : redémarrez-le`,
  });
}
