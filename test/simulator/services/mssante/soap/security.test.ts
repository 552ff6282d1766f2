/** D7: the clocks of both sides and the Timestamp of WS-Security; D9: the list of trusted domains. */
import test from 'ava';
import { completeChain } from '#formats/chain.ts';
import { verifyCms } from '#formats/cms-signed.ts';
import { WSSE, WSU } from '../../../../../simulator/services/mssante/soap/namespaces.ts';
import { readXml } from '../../../../../simulator/services/mssante/soap/xml-reader.ts';
import { element } from '../../../../../simulator/services/mssante/soap/xml-writer.ts';
import { NOW } from '../../../pki/revoked.ts';
import { HOSTS, opened } from './soap-caller.ts';

const MINUTE = 60_000;

function stamped(created: string | undefined, expires?: string) {
  const times = [created && element('wsu:Created', {}, created), expires && element('wsu:Expires', {}, expires)];
  const inside = times.filter((one) => one !== undefined && one !== '');
  const attributes = { 'xmlns:wsse': WSSE, 'xmlns:wsu': WSU, 'soap:mustUnderstand': '1' };
  return [element('wsse:Security', attributes, element('wsu:Timestamp', {}, inside as never))];
}

/** Made now by the caller's clock; good for five minutes, as most programs write it. */
function fresh(withEnd = true) {
  const end = new Date(NOW.getTime() + 5 * MINUTE).toISOString();
  return stamped(NOW.toISOString(), withEnd ? end : undefined);
}

const drifted = test.macro(async (t, driftMinutes: number, withEnd: boolean, fault: string | undefined) => {
  const { caller, web } = await opened(t);
  web.configure({ driftMinutes });
  const { fault: got } = await caller('cps3-medecin').call('OpenSession', {}, fresh(withEnd));
  t.is(got && `${got.code} ${got.reason} ${got.layer}`, fault);
});

test.serial('the same time', drifted, 0, true, undefined);
test.serial('four minutes ahead', drifted, 4, true, undefined);
test.serial('four minutes behind', drifted, -4, true, undefined);
test.serial('six minutes ahead', drifted, 6, true, 'wsu:MessageExpired messageExpired security');
test.serial('six minutes behind', drifted, -6, true, 'wsse:InvalidSecurity fromTheFuture security');
test.serial('Created only, four minutes ahead', drifted, 4, false, undefined);
test.serial('Created only, six minutes ahead', drifted, 6, false, 'wsu:MessageExpired messageExpired security');
test.serial('Created only, six minutes behind', drifted, -6, false, 'wsse:InvalidSecurity fromTheFuture security');

test.serial('a Timestamp that is wanted, missing, past its end or not in UTC', async (t) => {
  const { caller, web } = await opened(t);
  const claire = caller('cps3-medecin');
  const reason = async (headers: ReturnType<typeof stamped> | []) =>
    (await claire.call('OpenSession', {}, headers)).fault?.reason;
  t.is(await reason([]), undefined);
  web.configure({ requiresTimestamp: true });
  t.is(await reason([]), 'timestamp');
  t.is(await reason(fresh()), undefined);
  t.is(await reason(stamped('2026-06-10T12:00:00+00:00')), 'timestamp');
  t.is(await reason(stamped('2026-06-10T12:00:00Z')), undefined);
  t.is(await reason(stamped('2026-06-10T12:00:00.123456Z')), undefined);
  t.is(await reason(stamped(undefined)), 'timestamp');
  t.is(await reason(stamped('2026-06-10T11:59:00Z', '2026-06-10T11:59:30Z')), 'messageExpired');
});

test.serial('the Timestamp of answers, and of faults, where its header must be understood', async (t) => {
  const { caller, web } = await opened(t);
  const claire = caller('cps3-medecin');
  const text = async (name: string) => (await claire.call(name, {}, [])).text;
  t.false((await text('OpenSession')).includes('Timestamp'));
  t.false((await text('ListFolders')).includes('Timestamp'));
  web.configure({ timestamp: 'created', driftMinutes: -6 });
  t.regex(await text('OpenSession'), /<wsu:Created>2026-06-10T11:54:00.000Z<\/wsu:Created><\/wsu:Timestamp>/);
  t.false((await text('ListFolders')).includes('Timestamp'));
  web.configure({ timestamp: 'createdAndExpires', driftMinutes: 0, timestampInFaults: true });
  t.regex(await text('OpenSession'), /<wsu:Expires>2026-06-10T12:05:00.000Z</);
  t.regex(await text('ListFolders'), /<wsse:Security [^>]*soap:mustUnderstand="1">.*<faultcode>soap:Client</s);
});

async function whiteList(
  t: Parameters<typeof opened>[0],
  state: 'good' | 'late' | 'badSignature' | 'ownDomainMissing' | 'trailingBlanks',
) {
  const { caller, web, pki } = await opened(t);
  web.configure({ whiteList: state });
  const claire = caller('cps3-medecin');
  const asked = { host: HOSTS['mss-msg'], method: 'GET' };
  const { root, text } = await claire.send({ ...asked, path: '/listeblanchemssante.xml' });
  t.is(root?.uri, 'https://listeblanche.mssante.fr/schema');
  const list = root?.elements ?? [];
  const names = list.at(-1)?.elements.map((domain) => domain.elements[0]?.text ?? '') ?? [];
  const next = new Date(list.find(({ local }) => local === 'ProchaineMAJ')?.text ?? '');
  return { names, next, text, web, pki };
}

async function isSigned({ web, text }: Awaited<ReturnType<typeof whiteList>>): Promise<boolean> {
  const signature = await web.whiteListSignature();
  try {
    return verifyCms('p7s', signature, { detached: Buffer.from(text) }).signers.length === 1;
  } catch {
    return false;
  }
}

test.serial('D9: the list as it should be, signed by IGC-Santé', async (t) => {
  const list = await whiteList(t, 'good');
  t.true(list.names.includes('simulation.mssante.fr') && list.next > NOW);
  t.true(await isSigned(list));
  const { certificates } = verifyCms('p7s', await list.web.whiteListSignature(), {
    detached: Buffer.from(list.text),
  });
  const roots = list.pki.chain('sante-test-elementaire-organisations').certificates;
  t.true(completeChain(certificates[0] as Uint8Array, roots).complete);
});

test.serial('D9: late, badly signed, without the own domain, with blanks behind the names', async (t) => {
  const late = await whiteList(t, 'late');
  t.true(late.next < NOW && (await isSigned(late)));
  t.false(await isSigned(await whiteList(t, 'badSignature')));
  const missing = await whiteList(t, 'ownDomainMissing');
  t.false(missing.names.includes('simulation.mssante.fr'));
  t.true(await isSigned(missing));
  const { names } = await whiteList(t, 'trailingBlanks');
  t.true(names.includes('simulation.mssante.fr  \n') && !names.includes('simulation.mssante.fr'));
});

test.serial('the contract is served to whoever asks, with the address that he came by', async (t) => {
  const { caller } = await opened(t);
  const claire = caller('cps3-medecin');
  const get = (host: string) => claire.send({ path: '/messagerie?wsdl', method: 'GET', host });
  const { text, root } = await get(HOSTS['mss-msg']);
  t.is(root?.local, 'definitions');
  t.regex(text, /<soap:address location="https:\/\/mss-msg-igcsante\.formation\.mssante\.fr:\d+\/messagerie">/);
  await t.notThrowsAsync(readXml([Buffer.from(text)], { bytes: 1e6, depth: 20, elements: 10_000, attributes: 20 }));
});
