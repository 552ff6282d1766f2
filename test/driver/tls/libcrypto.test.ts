/** What is looked at before a pointer is followed. */
import { createSecureContext, type SecureContext } from 'node:tls';
import test from 'ava';
import type { LibraryHandle } from 'koffi';
import { CardTlsError } from '../../../driver/tls/card-tls-error.ts';
import { libcrypto, openLibcrypto, pointerOf } from '../../../driver/tls/libcrypto.ts';

test('this Node can', (t) => {
  t.is(typeof pointerOf(createSecureContext()), 'bigint');
  t.is(libcrypto(), libcrypto());
});

const refused = test.macro((t, external: unknown) => {
  const context = { context: { _external: external } } as SecureContext;
  const error = t.throws(() => pointerOf(context), { instanceOf: CardTlsError });
  t.is(error?.reason, 'unsupported-node');
  t.true(error?.messageIn('fr').includes(process.version));
});

test('a Node that shows nothing', refused, undefined);
test('a Node that shows another thing', refused, { pointer: 1 });
test('a text that looks like it', refused, '[External: 1234]');

/** A library without one of its functions, or where one of them does another thing. */
const cannot = test.macro((t, func: (prototype: string) => unknown, why: RegExp) => {
  const library = { func } as unknown as LibraryHandle;
  const error = t.throws(() => openLibcrypto(() => library), { instanceOf: CardTlsError });
  t.is(error?.reason, 'unsupported-node');
  t.regex(error?.messageIn('fr') ?? '', why);
  t.regex(error?.messageIn('fr') ?? '', /prenez une autre version de Node, ou .* `cps-sim tls HÔTE:PORT`/);
});

const without = (missing: string) => (prototype: string) => {
  if (prototype.includes(missing)) throw new Error(`Cannot find function '${missing}'`);
  return () => 7200;
};
for (const missing of ['RSA_set_method', 'SSL_CTX_use_PrivateKey', 'SSL_set_cert_cb', 'SSL_get0_peer_certificate'])
  test(`a Node without ${missing}`, cannot, without(missing), /n'exporte pas son OpenSSL/);
test('a Node whose contexts are no SSL_CTX', cannot, () => () => 300, /n'est pas un SSL_CTX/);
test('no library at all', (t) => {
  const none = () => {
    throw new Error('no such library');
  };
  t.is(t.throws(() => openLibcrypto(none), { instanceOf: CardTlsError })?.reason, 'unsupported-node');
});
