/** Which address each name gets, and the file that says so. */
import test from 'ava';
import { hostsFile, type LeadingName, planOf } from '../../../simulator/own-network/plan.ts';

const name = (host: string, port: number, leadsTo: number): LeadingName => ({ host, port, leadsTo });

function placed(...names: readonly LeadingName[]): Readonly<Record<string, string>> {
  return Object.fromEntries(planOf(names).addresses);
}

test('names of one service share an address, whatever else each has', (t) => {
  const { addresses, doors } = planOf([name('a.fr', 80, 1), name('b.fr', 80, 1), name('b.fr', 389, 2)]);
  t.deepEqual(Object.fromEntries(addresses), { 'a.fr': '127.0.2.1', 'b.fr': '127.0.2.1' });
  t.deepEqual(doors, [
    { address: '127.0.2.1', port: 80, leadsTo: 1 },
    { address: '127.0.2.1', port: 389, leadsTo: 2 },
  ]);
});

test('the port of one service is none of another’s', (t) => {
  t.deepEqual(placed(name('a.fr', 443, 1), name('b.fr', 443, 2), name('c.fr', 143, 3)), {
    'a.fr': '127.0.2.1',
    'b.fr': '127.0.2.2',
    'c.fr': '127.0.2.3',
  });
});

test('a port that both have and that leads elsewhere: two addresses', (t) => {
  t.deepEqual(placed(name('a.fr', 80, 1), name('a.fr', 443, 2), name('b.fr', 80, 1), name('b.fr', 443, 3)), {
    'a.fr': '127.0.2.1',
    'b.fr': '127.0.2.2',
  });
});

test('ports that are open as they are here, each once; case is none of a name', (t) => {
  const { doors, addresses } = planOf([name('A.fr', 80, 1), name('a.FR', 389, 2)], [8080, 8080, 1]);
  t.deepEqual([...addresses.keys()], ['a.fr']);
  t.deepEqual(
    doors.map(({ address, port, leadsTo }) => `${address}:${port} ${leadsTo}`),
    ['127.0.2.1:80 1', '127.0.2.1:389 2', '127.0.0.1:8080 8080', '127.0.0.1:1 1'],
  );
});

const PLAN = planOf([name('pfc.fr', 443, 1)]);
const written = test.macro((t, here: string, expected: string) => {
  t.is(hostsFile(PLAN, here), expected);
});
test(
  'hosts: the others go on',
  written,
  '127.0.0.1\tlocalhost\n::1 ip6\n',
  '127.0.2.1 pfc.fr\n127.0.0.1\tlocalhost\n::1 ip6\n',
);
test(
  'hosts: what leads a name elsewhere is taken out, and nothing beside it',
  written,
  '127.0.0.1 localhost\n10.0.0.1 PFC.fr # mine\n10.0.0.2 x.fr pfc.fr y.fr # two\n# pfc.fr\n',
  '127.0.2.1 pfc.fr\n127.0.0.1 localhost\n10.0.0.2 x.fr y.fr # two\n# pfc.fr\n',
);
test(
  'hosts: there is always localhost',
  written,
  '# 127.0.0.1 localhost',
  '127.0.2.1 pfc.fr\n127.0.0.1 localhost\n# 127.0.0.1 localhost\n',
);
test('hosts: none here', written, '', '127.0.2.1 pfc.fr\n127.0.0.1 localhost\n');
