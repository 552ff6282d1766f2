/** Worlds and cards whose certificates come from authorities of their own. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { Pki, type World, type WorldCard, world } from '../../../scenarios/world/index.ts';

/** The issuer's name in the certificate that the minidriver gives of the container AUTH. */
async function issuerOf(w: World, reader: string, card: WorldCard): Promise<string> {
  await w.reader(reader).insert(card);
  const session = await w.acquire(w.reader(reader));
  const der = await session.cardReadFile({ directory: 'mscp', file: 'kxc00' });
  return new X509Certificate(der).issuer;
}

test('a world has authorities of its own, and a card may name others', async (t) => {
  const w = await world({ pki: new Pki({ name: 'IGC-A' }) });
  t.regex(
    await issuerOf(w, 'a', w.card('cps3-medecin', { seed: 1 })),
    /CN=TEST AC IGC-SANTE FORT PERSONNES SIMULATION IGC-A$/,
  );
  const other = w.card('cps3-medecin', { seed: 1, pki: new Pki({ name: 'IGC-B' }) });
  t.regex(await issuerOf(w, 'b', other), /FORT PERSONNES SIMULATION IGC-B$/);
  await w.close();
});
