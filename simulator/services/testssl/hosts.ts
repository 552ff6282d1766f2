/** Names under which the documents have the site; its certificate carries them. */
export const SITE_HOSTS: readonly { readonly host: string; readonly source: string }[] = [
  { host: 'testssl.asipsante.fr', source: 'the guide, 9.2 and 9.5.7' },
];
export const NAME = 'localhost';
export const NAMES = [NAME, ...SITE_HOSTS.map(({ host }) => host)];
