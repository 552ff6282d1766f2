import test from 'ava';
import { CertificatePropagation, CertificateStore } from '../../../driver/certificate-store/index.ts';
import { CryptProvider } from '../../../driver/csp/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { Desk } from '../csp/desk.ts';

test('a context on a card that cannot be read is released', async (t) => {
  const { prototype } = CryptProvider;
  const { release } = prototype;
  let released = 0;
  prototype.release = function (this: CryptProvider) {
    released++;
    return release.call(this);
  };
  t.teardown(() => {
    prototype.release = release;
  });
  const desk = new Desk();
  const card = desk.card();
  card.store.commit({ contents: { '3F00/D003': Uint8Array.of(0x30, 0x05) } });
  desk.insert(card);
  const store = CertificateStore.open(temporaryDirectory('my-'));
  const service = new CertificatePropagation({ winscard: desk.manager, process: desk.program(), store });
  await t.throwsAsync(service.propagate(), { code: 'ERR_CSP' });
  t.is(released, 1);
  await desk.close();
});
