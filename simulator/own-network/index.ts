/** Names and ports of one's own choice for unmodified programs. */
export { OwnNetwork } from './own-network.ts';
export { OwnNetworkError } from './own-network-error.ts';
export { resolverEnvironment } from './resolvers.ts';
