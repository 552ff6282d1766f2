/** The thread of a card that another one waits for: the CSP over the PC/SC of this machine, and one key. */
import { parentPort, workerData } from 'node:worker_threads';
import { textOf } from '#common/coded-error.ts';
import { CspProcess } from '../csp/index.ts';
import { nativeWinScard } from '../pcsc/native.ts';
import type { FromCardThread, ToCardThread } from './card-thread.ts';
import { CardTlsError } from './card-tls-error.ts';
import { openCardKey } from './open-card-key.ts';

const { dialogs, key: keyOptions, csp }: ToCardThread = workerData;

function tell(message: FromCardThread): void {
  parentPort?.postMessage(message, message.kind === 'opened' ? [message.key.channel.port] : []);
}

async function open(): Promise<void> {
  const answers = dialogs === undefined ? {} : { dialogs: (await import(dialogs)).default };
  const process = new CspProcess(nativeWinScard(), { ...csp, ...answers });
  const key = await openCardKey(process, keyOptions);
  parentPort?.once('message', async () => {
    await key.close();
    await process.close();
    tell({ kind: 'closed' });
  });
  tell({ kind: 'opened', key: key.remote() });
}

open().catch((error) => {
  const { reason = 'card', scard, attemptsRemaining } = error instanceof CardTlsError ? error : {};
  tell({ kind: 'failed', refusal: { reason, why: textOf(error), scard, attemptsRemaining } });
});
