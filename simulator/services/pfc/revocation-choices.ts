/** Why somebody revokes, as the portal lets one say it. Source: RFC 5280, 5.3.1; which of them are offered: simulation. */
export const REVOCATION_CHOICES = [
  'unspecified',
  'keyCompromise',
  'superseded',
  'cessationOfOperation',
  'affiliationChanged',
] as const;
