/** PIN_INFO, as the CSP reads it. Source: cardmod.h; reference/minidriver.md 7.2. */
import type { Bytes } from '#iso7816/bytes.ts';

/** PIN_CACHE_POLICY_TYPE */
export const PIN_CACHE_POLICY = { NORMAL: 0, TIMED: 1, NONE: 2, ALWAYS_PROMPT: 3 } as const;

export interface PinCachePolicy {
  /** PIN_CACHE_POLICY */
  readonly type: number;
  /** TIMED: how long a PIN may be used again. */
  readonly seconds: number;
}

export interface PinPolicy extends PinCachePolicy {
  /** The code is typed at the reader (ExternalPinType): no program sees it. */
  readonly external: boolean;
  /** SECRET_PURPOSE: which words the dialog uses. */
  readonly purpose: number;
}

const EXTERNAL_PIN_TYPE = 1;
const OFFSET = { TYPE: 4, PURPOSE: 8, POLICY_TYPE: 24, POLICY_INFO: 28 } as const;

export function parsePinInfo(bytes: Bytes): PinPolicy {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    external: view.getUint32(OFFSET.TYPE, true) === EXTERNAL_PIN_TYPE,
    purpose: view.getUint32(OFFSET.PURPOSE, true),
    type: view.getUint32(OFFSET.POLICY_TYPE, true),
    seconds: view.getUint32(OFFSET.POLICY_INFO, true),
  };
}
