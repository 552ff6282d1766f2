/**
 * A container name of the template: `80250000001 0000001234567890 AUTH`.
 *
 * Source: Guide d'installation et d'utilisation du Minidriver CPS, table 20.
 * @param cardNumber 16 digits
 */
export function containerName(template: string, cardNumber: string, suffix: 'AUTH' | 'SIGN'): string {
  return template.replace('{cardNumber}', cardNumber).replace('{suffix}', suffix);
}
