/** Names under which the documents have the portal; its certificate carries them. */

/** Where the documents open a session. */
export const ENTRANCE = '/pfcng-ihm/authentication.xhtml';

export const PORTAL_HOSTS: readonly { readonly host: string; readonly source: string }[] = [
  { host: 'pfc.eservices.esante.gouv.fr', source: 'reference/documents.md P01, the abbreviations there' },
  { host: 'pfc-auth.eservices.esante.gouv.fr', source: 'procedure of Diapason, third step' },
  { host: 'pfc-qualif.eservices.esante.gouv.fr', source: 'reference/documents.md P05' },
];
