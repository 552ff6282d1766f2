/** A TLS connection with the card that came to nothing, as a step observes it. */
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { CardTlsError, type CardTlsReason } from '../../../../driver/tls/index.ts';

export interface TlsRefusal {
  readonly reason: CardTlsReason;
  readonly why: Text;
}

/** Of the system, OpenSSL, TLS and HTTP in Node: the connection ended. Others are faults of a program. */
const CONNECTION_CODE = /^(?:E(?!RR_)[A-Z\d_]+|ERR_(?:SSL|TLS)_\w+|ERR_STREAM_PREMATURE_CLOSE|HPE_\w+)$/;

/** Of the card, or of the connection that ended; undefined for any other error. */
function tlsRefusal(error: unknown): TlsRefusal | undefined {
  if (error instanceof CardTlsError) return { reason: error.reason, why: textOf(error) };
  const { code } = Object(error) as { readonly code?: unknown };
  const ended = typeof code === 'string' && CONNECTION_CODE.test(code);
  return ended ? { reason: 'connection', why: textOf(error) } : undefined;
}

/** What came, or what is told of why nothing did. @throws what `work` throws when it is no refusal of TLS */
export async function orTlsRefusal<Came, Told>(
  work: () => Promise<Came>,
  told: (refusal: TlsRefusal) => Told,
): Promise<Came | Told> {
  try {
    return await work();
  } catch (error) {
    const refusal = tlsRefusal(error);
    if (refusal === undefined) throw error;
    return told(refusal);
  }
}
