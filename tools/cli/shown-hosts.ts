/** Names of services in one line. */
import type { Service, ServiceHost } from '../../simulator/services/index.ts';

/** Those of card files are no document's. */
const UNASKED = '.invalid';

function printed({ hosts = [] }: Service): readonly ServiceHost[] {
  return hosts.filter(({ host }) => !host.endsWith(UNASKED));
}

/** `annuaire.example:80,389`, one after the other. */
function named(hosts: readonly ServiceHost[]): readonly string[] {
  const names = [...new Set(hosts.map(({ host }) => host))];
  return names.map((name) => {
    const ports = hosts.filter(({ host }) => host === name).map(({ port }) => port);
    return `${name}:${ports.join(',')}`;
  });
}

/** What a program reaches: names, and of a service without any its addresses. */
export function shownHosts(services: readonly Service[]): string {
  const shown = services.flatMap((service) => {
    const hosts = printed(service);
    return hosts.length === 0 ? service.addresses.map(({ url }) => url) : named(hosts);
  });
  return shown.join(', ');
}

/** Each name with the address that it stands for. */
export function shownAddresses(services: readonly Service[]): string {
  const hosts = services.flatMap(printed);
  return hosts.map(({ host, port, leadsTo }) => `${host}:${port} = 127.0.0.1:${leadsTo}`).join(', ');
}
