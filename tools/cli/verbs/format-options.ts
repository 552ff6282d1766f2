/** Options that the verbs of certificates and keys share. */
import type { Command } from 'commander';
import type { Text } from '#common/language.ts';
import { say } from '../language.ts';

/** Where a password may come from. */
export const PASSWORD_SOURCES: Text = {
  en: 'file:PASSWORD.txt, env:NAME (default: asked for)',
  fr: 'file:MOTDEPASSE.txt, env:NOM (par défaut : demandé)',
};

const AUTHORITIES: Text = {
  en: 'certificates of authorities (ACR, ACI): .cer, PEM, .p7b',
  fr: "certificats d'autorités (ACR, ACI) : .cer, PEM, .p7b",
};

export function authorityOption(command: Command): Command {
  return command.option('--authority <file...>', say(AUTHORITIES));
}
