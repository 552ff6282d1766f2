/**
 * The errors of cps-sim, to be told apart by their code.
 *
 * ```ts
 * try {
 *   await card.cardAuthenticateEx({ pin });
 * } catch (error) {
 *   if (!isCodedError(error, 'ERR_MINIDRIVER')) throw error;
 *   console.log(error.scardName, error.attemptsRemaining);
 * }
 * ```
 */
import { CodedError, type ErrorCode, ReasonedError } from '#common/coded-error.ts';
import type * as classes from './classes.ts';

export type { Language, Text } from '#common/language.ts';
export type { FormatReason } from '#formats/format-error.ts';
export type { BytesReason } from '#iso7816/bytes.ts';
export type { CodeName, ScardName } from '#windows/codes.ts';
export type { CertificateStoreReason } from '../../driver/certificate-store/store-error.ts';
export type { CleoReason } from '../../driver/cleo/cleo-error.ts';
export type { CspErrorDetails } from '../../driver/csp/csp-error.ts';
export type { CommandLabel } from '../../driver/iasecc/card-error.ts';
export type { RefusalDetails } from '../../driver/minidriver/minidriver-error.ts';
export type { ScardErrorDetails } from '../../driver/pcsc/scard-error.ts';
export type { ComputerReason } from '../../driver/plug-and-play/computer-error.ts';
export type { SetupCode } from '../../driver/plug-and-play/setup-error.ts';
export type { RegistryErrorDetails } from '../../driver/registry/registry-error.ts';
export type { CardTlsReason } from '../../driver/tls/card-tls-error.ts';
export type { WinscardDllReason } from '../../driver/winscard-launch/winscard-dll-error.ts';
export type { KeyPoolReason } from '../../simulator/keys/key-pool-error.ts';
export type { OwnNetworkReason } from '../../simulator/own-network/own-network-error.ts';
export type { PersonalisationReason } from '../../simulator/personalisation/personalisation-error.ts';
export type { PkiReason } from '../../simulator/pki/pki-error.ts';
export type { VpcdErrorCode } from '../../simulator/reader/vpcd/vpcd-error.ts';
export type { MssanteReason } from '../../simulator/services/mssante/mssante-error.ts';
export type {
  FaultCode,
  FaultStatus,
  Layer,
  RefusalOptions,
  SoapReason,
} from '../../simulator/services/mssante/soap/soap-refusal.ts';
export type { BrokenRule, PortalReason } from '../../simulator/services/pfc/portal-error.ts';
export type { ServiceReason } from '../../simulator/services/service-error.ts';
export type { StateReason } from '../../simulator/services/state/state-error.ts';
export type { BrowserReason } from '../browser/browser-error.ts';
export * from './classes.ts';
export { CodedError, type ErrorCode, ReasonedError };

type Class = (typeof classes)[keyof typeof classes];

/** Any error that a door of cps-sim lets out. */
export type CpsSimError = InstanceType<Class>;

type WithCode<E extends CodedError, C extends ErrorCode> = E extends CodedError
  ? C extends E['code']
    ? E & { readonly code: C }
    : never
  : never;

/** The error that has that code. */
export type ErrorOf<C extends CpsSimError['code']> = WithCode<CpsSimError, C>;

/** Whether an error is one of cps-sim, and the one of that code. */
export function isCodedError(error: unknown): error is CodedError;
export function isCodedError<C extends CpsSimError['code']>(error: unknown, code: C): error is ErrorOf<C>;
export function isCodedError(error: unknown, code?: ErrorCode): boolean {
  return error instanceof CodedError && (code === undefined || error.code === code);
}
