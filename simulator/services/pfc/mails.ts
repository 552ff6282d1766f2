/**
 * What the portal writes, French before English. None of them holds a code or a key.
 *
 * Source: reference/documents.md P05 (what the mail of withdrawal says), D11, D16; issue of the mail after a revocation:
 * reference/pki-services.md 6. The words are ours.
 */
import type { Text } from '#common/language.ts';
import type { Habilitation } from './habilitations.ts';
import type { Entry } from './product.ts';

export interface PortalMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Nobody reads it. */
const SENDER = '"Plateforme de certification (SIMULATION)" <noreply@pfc.invalid>';

const SIGNED: Text = {
  fr: "L'équipe des produits de certification (simulation)",
  en: 'The team of the certification products (simulation)',
};

function mail(to: string, subject: Text, text: Text): PortalMail {
  return {
    from: SENDER,
    to,
    subject: `${subject.fr} / ${subject.en}`,
    text: `Bonjour,\n\n${text.fr}\n\n${SIGNED.fr}\n\n--\nHello,\n\n${text.en}\n\n${SIGNED.en}\n`,
  };
}

function named({ terms: { offer, usage }, beneficiary }: Entry): string {
  return `${offer} ${usage}, ${beneficiary}`;
}

/** The certificate can be withdrawn: reference number, where, with what. */
export function withdrawalMail(entry: Entry, portal: string): PortalMail {
  const [{ renews }, what, url] = [entry, named(entry), `${portal}retirer/${entry.number}`];
  const follows: Text =
    renews === undefined
      ? { fr: '', en: '' }
      : { fr: `, qui renouvelle le N° ${renews}`, en: `, which renews No. ${renews}` };
  return mail(
    entry.mail,
    { fr: `Votre certificat est disponible, N° ${entry.number}`, en: `Your certificate is there, No. ${entry.number}` },
    {
      fr: `Le certificat de la demande N° ${entry.number} (${what})${follows.fr} est prêt.\nRetirez-le à l'adresse ${url}\nIl vous faut votre carte de la famille CPS et son code porteur.`,
      en: `The certificate of order No. ${entry.number} (${what})${follows.en} is ready.\nWithdraw it at ${url}\nYou need your card of the CPS family and its code porteur.`,
    },
  );
}

export function reminderMail(to: string, entry: Entry, left: Text, portal: string): PortalMail {
  const [what, end] = [named(entry), entry.issued.notAfter.toISOString().slice(0, 10)];
  // One that was never withdrawn is not renewed.
  const withdrawn = entry.code !== undefined;
  const where = withdrawn ? `${portal}suivre/${entry.number}` : `${portal}demander`;
  const [fr, en] = withdrawn ? ['Renouvelez-le', 'Renew it'] : ['Demandez-en un autre', 'Order another one'];
  return mail(
    to,
    { fr: `Fin de validité dans ${left.fr}, N° ${entry.number}`, en: `Ends in ${left.en}, No. ${entry.number}` },
    {
      fr: `Le certificat N° ${entry.number} (${what}) ne sera plus valide après le ${end}.\n${fr} tant que celui-ci est valide : ${where}`,
      en: `The certificate No. ${entry.number} (${what}) will not be valid after ${end}.\n${en} while this one is valid: ${where}`,
    },
  );
}

export function revocationMail(to: string, entry: Entry, by: string): PortalMail {
  const [what, at] = [named(entry), entry.revocation?.at.toISOString() ?? ''];
  return mail(
    to,
    { fr: `Certificat révoqué, N° ${entry.number}`, en: `Certificate revoked, No. ${entry.number}` },
    {
      fr: `Le certificat N° ${entry.number} (${what}) a été révoqué le ${at} par ${by}.\nC'est définitif : pour un autre, refaites une demande avec une nouvelle clé.`,
      en: `The certificate No. ${entry.number} (${what}) was revoked on ${at} by ${by}.\nThis is final: for another one, order again with a new key.`,
    },
  );
}

export function habilitationMail({ mail: to, structure, offer, usages, domain }: Habilitation): PortalMail {
  const what = `${offer} (${usages.join(', ')})${domain === undefined ? '' : `, ${domain}`}`;
  return mail(
    to,
    { fr: 'Vous êtes habilité à commander des certificats', en: 'You may order certificates' },
    {
      fr: `La structure ${structure.name} (${structure.nationalId}) vous habilite pour : ${what}.`,
      en: `The structure ${structure.name} (${structure.nationalId}) habilitates you for: ${what}.`,
    },
  );
}
