import type { Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { Asked } from './administrative-files.ts';
import type { RegistrationRule } from './rules.ts';

/** A request that came, and what became of it. */
export interface RegistrationDecision {
  /** `INS-000001`; never given twice. */
  readonly number: string;
  readonly receivedAt: Date;
  /** Whom the answer is sent to. */
  readonly from: string;
  /** What was asked, as far as it was read. */
  readonly asked?: Partial<Asked> | undefined;
  readonly outcome: 'granted' | RegistrationRule;
  /** Of the certificate, in hexadecimal. */
  readonly serial?: string | undefined;
}

/** What became of a request, in a line. */
export function decisionText({ number, outcome, asked }: RegistrationDecision): Text {
  const server = terminalText(asked?.server ?? '-');
  const said =
    outcome === 'granted'
      ? { en: 'granted', fr: 'accordée' }
      : { en: `refused, ${outcome}`, fr: `refusée, ${outcome}` };
  return { en: `request ${number} (${server}): ${said.en}`, fr: `demande ${number} (${server}) : ${said.fr}` };
}
