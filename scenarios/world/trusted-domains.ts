/** What a program makes of the signed list of trusted domains. Source: reference/pitfalls.md D9; the form of it: simulation. */

import type { Clock } from '#common/clock.ts';
import { verifyCms } from '#formats/cms-signed.ts';
import { FormatError } from '#formats/format-error.ts';
import { WHITE_LIST_PATH } from '../../simulator/services/mssante/soap/white-list.ts';
import { readXml, type XmlElement } from '../../simulator/services/mssante/soap/xml-reader.ts';
import type { HealthServices } from './health-services.ts';
import type { MailServiceClient, ServiceRefusal, ServiceWay } from './mail-service-client.ts';

function under(parent: XmlElement, local: string): readonly XmlElement[] {
  return parent.elements.filter((one) => one.local === local);
}

function refused(reason: string): ServiceRefusal {
  return { by: 'client', reason };
}

export interface TrustedDomainsGround {
  readonly client: MailServiceClient;
  readonly services: HealthServices;
  readonly clock: Clock;
}

export interface TrustedDomains {
  readonly domains: readonly string[];
}

/**
 * Fetched, its signature verified by the chain that the program trusts, its end by the world's calendar.
 * @param trims whether blanks around a name are taken off
 */
export async function trustedDomains(
  { client, services, clock }: TrustedDomainsGround,
  way: ServiceWay,
  trims: boolean,
): Promise<TrustedDomains | ServiceRefusal> {
  const file = await client.file(WHITE_LIST_PATH, way);
  if ('by' in file) return file;
  const signature = await client.file(`${WHITE_LIST_PATH}.p7s`, { ...way, kept: true });
  if ('by' in signature) return signature;
  const why = signatureFault(file, signature, services, way);
  if (why !== undefined) return refused(why);
  const root = await readXml([file]);
  const next = new Date(under(root, 'ProchaineMAJ')[0]?.text ?? Number.NaN);
  if (!(next > clock.date())) return refused('late');
  const names = under(root, 'Domaines').flatMap((all) => under(all, 'Domaine').flatMap((one) => under(one, 'Nom')));
  return { domains: names.map(({ text }) => (trims ? text.trim() : text)) };
}

function signatureFault(file: Uint8Array, signature: Uint8Array, services: HealthServices, { trusts }: ServiceWay) {
  try {
    const { certificates, signers } = verifyCms('listeblanchemssante.xml.p7s', signature, { detached: file });
    const [signer] = signers;
    if (signer === undefined) return 'badSignature';
    const trusted = services.mssante.trustOf(trusts);
    const { broken } = services.pki.standing([signer.certificate, ...certificates], { trusted });
    return broken.find(({ layer }) => layer === 'trust' || layer === 'validity')?.rule;
  } catch (error) {
    if (error instanceof FormatError) return 'badSignature';
    throw error;
  }
}
