/** What is on a card, and what is wrong with it; never a code or a private key. */
export type { BusinessValueName } from './business-data.ts';
export { type CheckResult, checkCard, isOfOtherChain } from './check-card.ts';
export type { CiaReader } from './check-cia-files.ts';
export {
  type BusinessDataDescription,
  type CardDescription,
  type CertificateDescription,
  type CodeDescription,
  describeCard,
  type FileDescription,
} from './describe-card.ts';
export type { InspectedCard } from './inspected-card.ts';
export { outdatedParts } from './profile-age.ts';
