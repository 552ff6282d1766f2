/** A portal with nobody before it yet: its mails, its clock, people and keys. */
import type { KeyObject } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { parseName } from '#formats/names.ts';
import { makeRequest } from '#formats/request.ts';
import { rsaKey } from '../../../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../../../simulator/keys/seeded-bytes.ts';
import { Pki } from '../../../../simulator/pki/index.ts';
import { defaultForms } from '../../../../simulator/services/pfc/default-habilitations.ts';
import type { Holder } from '../../../../simulator/services/pfc/holder.ts';
import type { PortalMail } from '../../../../simulator/services/pfc/mails.ts';
import { Portal, type PortalOptions } from '../../../../simulator/services/pfc/portal.ts';
import { PortalError, type PortalReason } from '../../../../simulator/services/pfc/portal-error.ts';

export const HOSPITAL = '10B9990039';

export const CLAIRE: Holder = {
  nationalId: '899909990001',
  familyName: 'MEDECIN9990001',
  givenName: 'CLAIRE',
  profession: 'Médecin',
  professionCode: 10,
};
export const HUGO: Holder = {
  nationalId: '00B9990003',
  familyName: 'INFIRMIER9990003',
  givenName: 'HUGO',
  profession: 'Infirmier',
  professionCode: 60,
};
export const JEANNE: Holder = {
  nationalId: '899909990002',
  familyName: 'PHARMACIEN9990002',
  givenName: 'JEANNE',
  profession: 'Pharmacien',
  professionCode: 21,
};
export const AMINA: Holder = {
  nationalId: '899909990004',
  familyName: 'MEDECIN9990004',
  givenName: 'AMINA',
  profession: 'Médecin',
  professionCode: 10,
};

export const CODE = { code: 'Revoquer-2026', confirmation: 'Revoquer-2026', accepted: true };
export const PASSWORD = 'bon mot de passe';
const START = new Date('2026-03-02T09:00:00Z');

const keys = new Map<number, KeyObject>();

/** A key of its own for each number, the same each time. */
export function keyOf(number: number): KeyObject {
  const key = keys.get(number) ?? rsaKey(new SeededBytes('portal tests', number));
  keys.set(number, key);
  return key;
}

/** As the guide makes it: C=FR and nothing else. */
export function request(number: number): { request: Uint8Array } {
  return { request: makeRequest({ key: keyOf(number), subject: parseName('C=FR') }) };
}

export function portalOffice(options: Partial<PortalOptions> = {}) {
  const clock = new VirtualClock({ date: START });
  const mails: PortalMail[] = [];
  const pki = options.pki ?? new Pki({ clock });
  const post = async (mail: PortalMail) => void mails.push(mail);
  const portal = new Portal({ pki, clock, post, address: () => 'https://localhost:1/', ...options });
  for (const form of defaultForms()) portal.habilitations.add(form);
  return { portal, clock, mails, pki };
}

/** Refused for that reason, said in both languages. */
export async function refused(t: ExecutionContext, reason: PortalReason, work: () => unknown): Promise<PortalError> {
  const error = await t.throwsAsync(async () => void (await work()), { instanceOf: PortalError });
  t.is(error?.reason, reason, error?.message);
  t.not(error?.messageIn('fr'), error?.messageIn('en'));
  return error as PortalError;
}
