/** Who comes in, and why the others do not: M08, M13, M16, M22 and the calendar's dates, seen from the operator. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import type { Clock } from '#common/clock.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';
import { Pki } from '../../../../simulator/pki/index.ts';
import { admit } from '../../../../simulator/services/mssante/admission.ts';
import { FLOWS } from '../../../../simulator/services/mssante/flows.ts';
import { defaultSettings, type MssanteSettings } from '../../../../simulator/services/mssante/settings.ts';
import { certificateOf } from '../../pki/revoked.ts';

const NOW = new Date('2026-09-03T12:00:00Z');
const clock: Clock = { ...SYSTEM_CLOCK, date: () => NOW };
const pki = new Pki({ clock });

const VIRGINIE = '899700021142';

function cardOf(profile: string, file = 'A002'): X509Certificate {
  const { contents } = personalise(shippedProfile(profile), 1, { pki });
  return new X509Certificate(contents[`3F00/0001/${file}`] as Uint8Array);
}

function reason(certificate: X509Certificate | undefined, settings: Partial<MssanteSettings> = {}, at = clock): string {
  // The two flows of the time of the notice, on any date.
  const all = { ...defaultSettings(NOW), strategy: 'bi-flux', ...settings } as const;
  const verdicts = FLOWS.map((flow) => {
    try {
      return admit(certificate, { pki, clock: at, settings: all, interface: 'imap', flow }).nationalId;
    } catch (error) {
      return (error as { reason: string }).reason;
    }
  });
  return [...new Set(verdicts)].join(' ');
}

const on = (day: string): Clock => ({ ...SYSTEM_CLOCK, date: () => new Date(`${day}T12:00:00Z`) });
/** While the card of 2TER was valid. */
const THEN = on('2018-09-03');

test('M13: 2TER and IGC-Santé come in by both flows', (t) => {
  t.is(reason(cardOf('cps3-medecin')), '899909990001');
  t.is(reason(cardOf('cps3-2ter'), {}, THEN), VIRGINIE);
});

test('M13: an operator who has not adapted rejects the new card, and takes the old one', (t) => {
  t.is(reason(cardOf('cps3-medecin'), { newCardsFrom: 'never' }), 'notAdapted');
  t.is(reason(cardOf('cps3-medecin'), { newCardsFrom: new Date('2027-01-01') }), 'notAdapted');
  t.is(reason(cardOf('cps3-2ter'), { newCardsFrom: 'never' }, THEN), VIRGINIE);
});

test('M16: staff only where the operator wants it', (t) => {
  t.is(reason(cardOf('cde-directeur')), 'family');
  t.regex(reason(cardOf('cde-directeur'), { staff: true }), /^3|^8/);
});

test('M08, M22: test cards in training, production cards in production, never crossed', (t) => {
  t.is(reason(cardOf('cps-production')), 'branch');
  t.is(reason(cardOf('cps3-medecin'), { environment: 'production' }), 'branch');
  t.regex(reason(cardOf('cps-production'), { environment: 'production' }), /^8/);
});

test('no certificate, one of no card, one that signs', (t) => {
  t.is(reason(undefined), 'noCertificate');
  t.is(reason(new X509Certificate(certificateOf(pki, 'sante-org-auth-cli').certificate)), 'foreign');
  t.is(reason(cardOf('cps3-medecin', 'A001')), 'usage');
  const other = new Pki({ seed: 2, clock });
  const { contents } = personalise(shippedProfile('cps3-medecin'), 1, { pki: other });
  t.is(reason(new X509Certificate(contents['3F00/0001/A002'] as Uint8Array)), 'foreign');
});

test('dates: not yet, not any more', (t) => {
  t.is(reason(cardOf('cps3-medecin'), {}, on('2040-01-01')), 'expired');
  t.is(reason(cardOf('cps3-medecin'), {}, on('2025-01-01')), 'notYetValid');
});

test('M15: revoked in the delta list only, seen by who reads it', (t) => {
  const card = cardOf('cps3-pharmacien');
  const register = pki.register('sante-test-fort-personnes');
  register.revoke(card.serialNumber, { reason: 'keyCompromise' });
  t.is(reason(card), 'revoked');
  t.not(reason(card, { readsDelta: false }), 'revoked');
  t.is(reason(card, { readsDelta: false }, on('2026-09-04')), 'revoked');
});
