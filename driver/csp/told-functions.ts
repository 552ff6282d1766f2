/**
 * The functions of the CSP and KSP as programs call them: each call is told to the trace of its process, by its name and
 * what came of it, never with what was given to it. What they call of each other is not.
 */
import { codeName } from '#windows/codes.ts';
import * as contexts from './crypto-provider.ts';
import { scardOf } from './csp-error.ts';
import * as hashes from './hashes.ts';
import * as storage from './key-storage-provider.ts';
import { CspProcess } from './process.ts';
import * as keys from './provider-keys.ts';
import * as parameters from './provider-parameters.ts';

/** What a function is called on: it leads to the process. */
type Subject = CspProcess | { readonly process: CspProcess } | { readonly provider: { readonly process: CspProcess } };

/** Undefined for what is no subject: the function itself refuses it. */
function processOf(subject: Partial<Subject> | undefined): CspProcess | undefined {
  if (subject instanceof CspProcess) return subject;
  const { provider, process } = (subject ?? {}) as {
    readonly provider?: { process?: unknown };
    readonly process?: unknown;
  };
  const found = provider?.process ?? process;
  return found instanceof CspProcess ? found : undefined;
}

function resultOf(error: unknown): string {
  const scard = scardOf(error);
  return scard === undefined ? 'a fault of the simulator' : codeName(scard);
}

/** The same function, told under its name in wincrypt.h or ncrypt.h; its own name here has the first letter small. */
function told<F extends (...args: never[]) => unknown>(layer: 'csp' | 'ksp', name: string, func: F): F {
  const run = func as unknown as (subject: Subject, ...args: unknown[]) => unknown;
  const call = (subject: Subject, ...args: unknown[]) => {
    const tell = processOf(subject)?.calling(layer, name) ?? (() => {});
    const refuse = (error: unknown): never => {
      tell(resultOf(error));
      throw error;
    };
    const succeed = <T>(value: T): T => {
      tell(codeName(0));
      return value;
    };
    try {
      const value = run(subject, ...args);
      return value instanceof Promise ? value.then(succeed, refuse) : succeed(value);
    } catch (error) {
      return refuse(error);
    }
  };
  return Object.defineProperty(call, 'name', { value: name.charAt(0).toLowerCase() + name.slice(1) }) as unknown as F;
}

export const cryptAcquireContext = told('csp', 'CryptAcquireContext', contexts.cryptAcquireContext);
export const cryptReleaseContext = told('csp', 'CryptReleaseContext', contexts.cryptReleaseContext);
export const cryptSignHash = told('csp', 'CryptSignHash', hashes.cryptSignHash);
export const cryptVerifySignature = told('csp', 'CryptVerifySignature', hashes.cryptVerifySignature);
export const cryptDecrypt = told('csp', 'CryptDecrypt', keys.cryptDecrypt);
export const cryptExportKey = told('csp', 'CryptExportKey', keys.cryptExportKey);
export const cryptGenKey = told('csp', 'CryptGenKey', keys.cryptGenKey);
export const cryptGetKeyCertificate = told('csp', 'CryptGetKeyCertificate', keys.cryptGetKeyCertificate);
export const cryptGetUserKey = told('csp', 'CryptGetUserKey', keys.cryptGetUserKey);
export const cryptGetProvParam = told('csp', 'CryptGetProvParam', parameters.cryptGetProvParam);
export const cryptSetProvParam = told('csp', 'CryptSetProvParam', parameters.cryptSetProvParam);
export const nCryptCreatePersistedKey = told('ksp', 'NCryptCreatePersistedKey', storage.nCryptCreatePersistedKey);
export const nCryptDecrypt = told('ksp', 'NCryptDecrypt', storage.nCryptDecrypt);
export const nCryptEnumKeys = told('ksp', 'NCryptEnumKeys', storage.nCryptEnumKeys);
export const nCryptExportKey = told('ksp', 'NCryptExportKey', storage.nCryptExportKey);
export const nCryptFreeObject = told('ksp', 'NCryptFreeObject', storage.nCryptFreeObject);
export const nCryptGetProperty = told('ksp', 'NCryptGetProperty', storage.nCryptGetProperty);
export const nCryptOpenKey = told('ksp', 'NCryptOpenKey', storage.nCryptOpenKey);
export const nCryptSetPin = told('ksp', 'NCryptSetPin', storage.nCryptSetPin);
export const nCryptSignHash = told('ksp', 'NCryptSignHash', storage.nCryptSignHash);
export const nCryptVerifySignature = told('ksp', 'NCryptVerifySignature', storage.nCryptVerifySignature);
