/**
 * Our certificates beside what is known of real ones (fixtures/vectors/certificate-layouts.json), field by field.
 *
 * What the reader of our own says is judged by OpenSSL (names with their string types) and by node-forge (extensions).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'ava';
import forge from 'node-forge';
import { toPem } from '#asn1/pem.ts';
import { toHex } from '#iso7816/bytes.ts';
import { describeCertificate } from '../../../simulator/pki/describe-certificate.ts';
import { CERTIFICATE_PROFILES } from '../../../simulator/pki/index.ts';
import { agrees, type ComparedField, type Comparison, comparisons } from '../../../tools/certificates/comparison.ts';
import { certificatesPage } from '../../../tools/certificates/page.ts';

const all = comparisons();

const layout = test.macro({
  exec(t, { layout: { known }, fields }: Comparison) {
    for (const field of fields)
      t.true(agrees(field), `${field.name}: ${field.ours}, known: ${JSON.stringify(field.known)}`);
    t.deepEqual(
      Object.keys(known).filter((name) => !fields.some((field) => field.name === name)),
      [],
    );
  },
  title: (_, { layout: { id } }: Comparison) => `${id}: every field is as known`,
});

for (const one of all) test(layout, one);

const TYPES: Readonly<Record<string, string>> = {
  PRINTABLESTRING: 'PrintableString',
  UTF8STRING: 'UTF8String',
  T61STRING: 'T61String',
};

/** Issuer and subject as OpenSSL reads them, in our notation. */
function namesByOpenSsl(pem: string): string[] {
  const form = ['-nameopt', 'utf8,sep_comma_plus_space,sname,show_type'];
  const text = execFileSync('openssl', ['x509', '-noout', '-issuer', '-subject', ...form], {
    input: pem,
    encoding: 'utf8',
  });
  return text
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\w+=/, '').replace(/=([A-Z0-9]+STRING):/g, (_, type: string) => `=${TYPES[type]} `));
}

const judged = test.macro({
  exec(t, { certificate }: Comparison) {
    const pem = toPem(certificate);
    const field = (name: string) => describeCertificate(certificate).find((one) => one.name === name)?.text ?? '';
    t.deepEqual([field('issuer'), field('subject')], namesByOpenSsl(pem));
    // node-forge knows no T61String of letters beyond ASCII, so only the extensions are asked for.
    const parsed = forge.asn1.fromDer(Buffer.from(certificate).toString('binary'));
    const ids = extensionsByForge(parsed);
    t.is(ids.length, field('extensions').split(', ').length);
    for (const [i, { id, critical, value }] of ids.entries()) {
      const name = field('extensions').split(', ')[i] ?? '';
      t.true(name === id || forge.pki.oids[name] === id || OTHERS[name] === id, `${name}: ${id}`);
      t.is(field(name).startsWith('critical, '), critical, name);
      if (name === id) t.is(field(name), value, name);
    }
  },
  title: (_, { layout: { id } }: Comparison) => `${id}: the reader says what OpenSSL and node-forge say`,
});

/** Names that node-forge has not. Source: RFC 5280; Netscape's certificate extensions. */
const OTHERS: Readonly<Record<string, string>> = {
  privateKeyUsagePeriod: '2.5.29.16',
  freshestCRL: '2.5.29.46',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  nsCertType: '2.16.840.1.113730.1.1',
};

interface ForgeExtension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: string;
}

function extensionsByForge(certificate: forge.asn1.Asn1): ForgeExtension[] {
  const inside = (one: forge.asn1.Asn1 | undefined) => one?.value as forge.asn1.Asn1[];
  const list = inside(inside(inside(inside(certificate)[0]).at(-1))[0]);
  return list.map((extension) => {
    const parts = inside(extension);
    return {
      id: forge.asn1.derToOid(parts[0]?.value as string),
      critical: parts.length === 3,
      value: toHex(Buffer.from(parts.at(-1)?.value as string, 'binary')),
    };
  });
}

for (const one of all) test(judged, one);

test('every certificate profile is compared', (t) => {
  const compared = new Set(all.flatMap(({ layout: { profile } }) => profile ?? []));
  t.deepEqual(
    Object.keys(CERTIFICATE_PROFILES).filter((id) => !(compared as Set<string>).has(id)),
    [],
  );
});

test('every profile says where it comes from', (t) => {
  for (const [id, { source }] of Object.entries(CERTIFICATE_PROFILES))
    t.regex(source, /cps-facts\.md \(d\)|simulation/, id);
});

const differing = test.macro((t, field: ComparedField) => t.false(agrees(field)));
test('seen: another text', differing, { name: 'subject', known: 'C=FR', ours: 'C=UK' });
test('seen: no field', differing, { name: 'subject', known: 'C=FR', ours: undefined });
test('seen: another form', differing, {
  name: 'serialNumber',
  known: { form: '^11', words: { en: '', fr: '' } },
  ours: '12',
});
test('seen: a difference that is none any more', differing, {
  name: 'issuer',
  known: { text: 'A', ours: 'A', why: { en: '', fr: '' } },
  ours: 'A',
});

for (const [language, file] of [
  ['en', 'certificates.md'],
  ['fr', 'certificates.fr.md'],
] as const)
  test(`docs/${file} is what npm run certificates writes`, (t) => {
    t.is(readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8'), certificatesPage(language));
  });
