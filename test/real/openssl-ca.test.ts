/** OpenSSL's own authority, `openssl ca`: it signs our requests, and our programs read what it issues and revokes. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { readRevocationList } from '#formats/certificate-list.ts';
import { certificateFor, readCertificates } from '#formats/certificates.ts';
import { wholeChain } from '#formats/chain.ts';
import { parseName } from '#formats/names.ts';
import { newRsaKey } from '#formats/private-key.ts';
import { makeRequest } from '#formats/request.ts';
import { Workshop } from '../common/formats/workshop.ts';

/** CRLReason. Source: RFC 5280, 5.3.1. */
const KEY_COMPROMISE = 1;

const shop = new Workshop('openssl-ca');
const root = shop.certified('ca', '/C=FR/O=SIMULATION/CN=OPENSSL CA');

const CONFIGURATION = `[ca]
default_ca = here
[here]
database = ${shop.path('index')}
serial = ${shop.path('serial')}
crlnumber = ${shop.path('crlnumber')}
new_certs_dir = ${shop.folder}
certificate = ${shop.path('ca.pem')}
private_key = ${shop.path('ca.key')}
default_md = sha256
default_days = 30
default_crl_days = 7
policy = any
copy_extensions = copy
[any]
commonName = supplied
countryName = optional
organizationName = optional
organizationalUnitName = optional
`;

shop.write('ca.cnf', CONFIGURATION);
shop.write('index', '');
shop.write('serial', '0A01\n');
shop.write('crlnumber', '01\n');

const ca = (...args: readonly string[]) => shop.openssl('ca', '-batch', '-config', shop.path('ca.cnf'), ...args);

test.serial('it signs our request, with the names asked for; the certificate is that of our key', async (t) => {
  const key = await newRsaKey();
  const subject = parseName('C=FR, O=HÔPITAL DE SIMULATION, OU=10B9990039, CN=gap.ch-ville.invalid');
  shop.write('request.der', makeRequest({ key, subject, dnsNames: ['gap.ch-ville.invalid'] }));
  shop.openssl('req', '-inform', 'DER', '-in', 'request.der', '-verify', '-out', 'request.pem');
  ca('-utf8', '-preserveDN', '-in', shop.path('request.pem'), '-out', shop.path('issued.pem'));
  const certificate = certificateFor('issued.pem', readCertificates('issued.pem', shop.read('issued.pem')), key);
  const issued = new X509Certificate(certificate);
  t.is(issued.serialNumber, '0A01');
  t.regex(issued.subject, /O=HÔPITAL DE SIMULATION/);
  t.is(issued.checkHost('gap.ch-ville.invalid'), 'gap.ch-ville.invalid');
  t.deepEqual(wholeChain('issued.pem', certificate, [root.certificate]), [certificate, root.certificate]);
});

test.serial('its list is read: nobody on it, then the certificate with its reason', (t) => {
  const list = () => {
    ca('-gencrl', '-out', shop.path('crl.pem'));
    shop.openssl('crl', '-in', 'crl.pem', '-outform', 'DER', '-out', 'crl.der');
    return readRevocationList(shop.read('crl.der'));
  };
  t.is(list().entries.size, 0);
  ca('-revoke', shop.path('issued.pem'), '-crl_reason', 'keyCompromise');
  const { entries, isSignedBy } = list();
  t.like(entries.get('0A01'), { reason: KEY_COMPROMISE });
  t.true(isSignedBy(new X509Certificate(root.certificate).publicKey));
});
