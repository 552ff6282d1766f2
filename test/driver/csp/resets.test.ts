/** A card that is reset in the middle of a transaction, as pcscd lets it happen: the transaction must be given back. */
import test from 'ava';
import { SCARD } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { CRYPT, cryptAcquireContext, cryptSetProvParam } from '../../../driver/csp/index.ts';
import { Desk } from './desk.ts';
import { isRight, sign } from './signing.ts';

/**
 * A winscard whose next command meets a reset, told by `rv`; as pcscd, it does not let the transaction end before the
 * handle has reconnected, and counts the transactions it is asked to begin.
 */
function resettable(winscard: WinScard) {
  let next: { readonly command: string; readonly rv: number } | undefined;
  let pending = false;
  const changed: Partial<WinScard> = {
    async transmit(card, protocol, command, length) {
      if (next !== undefined && Buffer.from(command).toString('hex').startsWith(next.command)) {
        const { rv } = next;
        next = undefined;
        pending = true;
        return { rv, response: new Uint8Array(0) };
      }
      return winscard.transmit(card, protocol, command, length);
    },
    async endTransaction(card, disposition) {
      return pending ? { rv: SCARD.W_RESET_CARD } : winscard.endTransaction(card, disposition);
    },
    async reconnect(...args) {
      pending = false;
      return winscard.reconnect(...args);
    },
  };
  const proxy = new Proxy(winscard, {
    get: (target, name: keyof WinScard) => changed[name] ?? (target[name] as () => unknown).bind(target),
  });
  return {
    winscard: proxy,
    /** The next command that begins so meets a reset. */
    resetAt(command: string, rv: number = SCARD.W_RESET_CARD) {
      next = { command, rv };
    },
  };
}

const interrupted = test.macro({
  title: (_, what: string) => what,
  async exec(t, _what: string, command: string, rv: number) {
    const desk = new Desk();
    const card = desk.card();
    desk.insert(card);
    const { winscard, resetAt } = resettable(desk.manager);
    const process = desk.programOn(winscard);
    const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
    await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
    resetAt(command, rv);
    t.true(await isRight(provider, await sign(provider)));
    t.is(card.tries, 3);
    desk.clock.pass(1500);
    await process.endTransactions();
    // Nothing holds the card any more: another program need not wait.
    await desk.resetByAnother();
    await desk.close();
  },
});

test(interrupted, 'reset at SELECT', '00a4', SCARD.W_RESET_CARD);
test(interrupted, 'reset at INTERNAL AUTHENTICATE', '0088', SCARD.W_RESET_CARD);
test(interrupted, 'reset at GET RESPONSE', '00c0', SCARD.W_RESET_CARD);
test(interrupted, 'the protocol not known in the middle of a reset', '0022', SCARD.E_PROTO_MISMATCH);

test('a code that was under way when the card was reset is not presented again', async (t) => {
  const desk = new Desk();
  const card = desk.card();
  desk.insert(card);
  const { winscard, resetAt } = resettable(desk.manager);
  const process = desk.programOn(winscard);
  const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  resetAt('00200001');
  const error = await t.throwsAsync(cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '0000'));
  t.is((error as unknown as { scard: number }).scard, SCARD.W_RESET_CARD);
  t.is(card.tries, 3);
  t.is(card.commands.filter((command) => /^00200001(?!00$)/.test(command)).length, 0);
  await desk.resetByAnother();
  await desk.close();
});

test('a reset while the transaction ends leaves nothing held', async (t) => {
  const desk = new Desk();
  desk.insert(desk.card());
  const { winscard, resetAt } = resettable(desk.manager);
  const process = desk.programOn(winscard);
  const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  resetAt('0020000100');
  await process.endTransactions();
  await desk.resetByAnother();
  t.true(await isRight(provider, await sign(provider)));
  await desk.close();
});
