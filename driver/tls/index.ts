/**
 * TLS with the private key in the card: connections for any program of Node.
 *
 * ```ts
 * const key = await openCardKey(new CspProcess(nativeWinScard(), { dialogs }));
 * https.get('https://localhost:8443', { agent: new CardAgent(key, { ca }) });
 * ```
 */
export type { KeyUse } from './arguments.ts';
export { CardAgent, type CardAgentOptions, type CardRequestOptions } from './card-agent.ts';
export { type CardContextOptions, cardContext, cardErrorOf, type RemoteCardKey } from './card-context.ts';
export { CardKey } from './card-key.ts';
export { CardSocket } from './card-socket.ts';
export { CardThread, type CardThreadOptions, openCardThread } from './card-thread.ts';
export { CardTlsError, type CardTlsReason, type SignatureRefusal } from './card-tls-error.ts';
export { type ConnectOptions, connect } from './connect.ts';
export { type CardKeyOptions, type OpenCardKeyOptions, openCardKey } from './open-card-key.ts';
export { endWhenRemoved } from './removal.ts';
export type { SignatureChannel } from './signature-channel.ts';
export type { CardConnectionOptions } from './tunnel-messages.ts';
