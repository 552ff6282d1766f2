/** What a program does before TLS where STARTTLS is asked for. */
export { oneConnection, startTlsBridge } from '../../../driver/tls/start-tls-bridge.ts';
export { StartTlsError } from '../../../driver/tls/start-tls-error.ts';
