/** Which address of loopback each name gets in a network of its own, and what answers at its ports. */
import { LOOPBACK } from '#common/loopback.ts';

/** A name and port that lead to a port of this machine's loopback. */
export interface LeadingName {
  readonly host: string;
  readonly port: number;
  /** Port on loopback, in the network of this process. */
  readonly leadsTo: number;
}

/** An address and port in the network of its own. */
export interface Door {
  readonly address: string;
  readonly port: number;
  readonly leadsTo: number;
}

export interface Plan {
  readonly doors: readonly Door[];
  /** Address by name. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** One by one, beside those that systems use themselves: 127.0.0.1, 127.0.0.53, 127.0.1.1. */
function addressOf(index: number): string {
  return `127.0.2.${index + 1}`;
}

/** What answers, by port. */
type Ports = Map<number, number>;

function portsByName(names: readonly LeadingName[]): ReadonlyMap<string, Ports> {
  const found = new Map<string, Ports>();
  for (const { host, port, leadsTo } of names) {
    const name = host.toLowerCase();
    found.set(name, (found.get(name) ?? new Map()).set(port, leadsTo));
  }
  return found;
}

/** Names of one service share an address, as behind one machine; a port of another service is none of theirs. */
function share(ports: Ports, others: Ports): boolean {
  const conflict = [...ports].some(([port, leadsTo]) => (others.get(port) ?? leadsTo) !== leadsTo);
  const known = new Set(others.values());
  return !conflict && [...ports.values()].some((leadsTo) => known.has(leadsTo));
}

/** @param ports that are open at 127.0.0.1 there as they are here */
export function planOf(names: readonly LeadingName[], ports: readonly number[] = []): Plan {
  const machines: Ports[] = [];
  const addresses = new Map<string, string>();
  for (const [name, wanted] of portsByName(names)) {
    const index = machines.findIndex((machine) => share(wanted, machine));
    const machine = machines[index] ?? new Map();
    if (index < 0) machines.push(machine);
    for (const [port, leadsTo] of wanted) machine.set(port, leadsTo);
    addresses.set(name, addressOf(machines.indexOf(machine)));
  }
  const led = machines.flatMap((machine, i) =>
    [...machine].map(([port, leadsTo]) => ({ address: addressOf(i), port, leadsTo })),
  );
  const asHere = [...new Set(ports)].map((port) => ({ address: LOOPBACK, port, leadsTo: port }));
  return { doors: [...led, ...asHere], addresses };
}

/** A line without the names that are led elsewhere; undefined when it names nobody else. */
function without(line: string, { addresses }: Plan): string | undefined {
  const [entry = '', ...remark] = line.split('#');
  const [address, ...names] = entry.split(/\s+/).filter(Boolean);
  const kept = names.filter((name) => !addresses.has(name.toLowerCase()));
  if (kept.length === names.length) return line;
  return kept.length === 0 ? undefined : [`${address} ${kept.join(' ')}`, ...remark].join(' #');
}

/**
 * Text of the file `hosts` there.
 * @param here that of this machine, which goes on for all other names
 */
export function hostsFile(plan: Plan, here: string): string {
  const ours = [...plan.addresses].map(([name, address]) => `${address} ${name}`);
  const others = here.split('\n').flatMap((line) => without(line, plan) ?? []);
  const localhost = /^[^#]*\slocalhost(?:\s|$)/m.test(here) ? [] : [`${LOOPBACK} localhost`];
  return `${[...ours, ...localhost, ...others].join('\n').trimEnd()}\n`;
}
