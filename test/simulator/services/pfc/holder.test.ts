/** Who the certificate of a card names. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { Pki } from '../../../../simulator/pki/index.ts';
import { holderOf } from '../../../../simulator/services/pfc/holder.ts';
import { PERSON, publicKey, STRUCTURE } from '../../pki/subjects.ts';

const pki = new Pki();

test('a professional; one with a structure; the card alone names nobody', (t) => {
  const of = (...[profile, subject]: [Parameters<Pki['issue']>[0], Parameters<Pki['issue']>[1]]) =>
    holderOf(new X509Certificate(pki.issue(profile, subject, publicKey()).certificate));
  const { kind: _kind, card, ...person } = PERSON;
  t.deepEqual(of('sante-auth', PERSON), person);
  t.deepEqual(of('sante-auth', { ...PERSON, structure: STRUCTURE }), { ...person, structure: STRUCTURE });
  t.is(of('sante-technique', { kind: 'card', card }), undefined);
});
