/**
 * The CSR assisted by the browser: makes a key and its request with WebCrypto and puts the request into the form. The key leaves
 * the browser as a file for its person alone; nothing of it is sent, and nothing is left of it once the page is.
 *
 * Source: reference/documents.md P01; RFC 2986, 4 (request), RFC 5958, 3 and RFC 8018, 6.2 (encrypted key, PBES2).
 */
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
};
const ITERATIONS = 600_000;
const SHORTEST_PASSWORD = 8;

const hex = (text) => Uint8Array.from(text.replaceAll(' ', '').match(/../g), (octet) => Number.parseInt(octet, 16));
/** C=FR, as the guide has it: the portal names the subject itself. */
const SUBJECT = hex('30 0D 31 0B 30 09 06 03 55 04 06 13 02 46 52');
const SHA256_WITH_RSA = hex('30 0D 06 09 2A 86 48 86 F7 0D 01 01 0B 05 00');
const [VERSION_1, NO_ATTRIBUTES] = [hex('02 01 00'), hex('A0 00')];
const PBES2 = hex('06 09 2A 86 48 86 F7 0D 01 05 0D');
const PBKDF2 = hex('06 09 2A 86 48 86 F7 0D 01 05 0C');
const HMAC_WITH_SHA256 = hex('30 0C 06 08 2A 86 48 86 F7 0D 02 09 05 00');
const AES_256_CBC = hex('06 09 60 86 48 01 65 03 04 01 2A');
const [INTEGER, BIT_STRING, OCTET_STRING, SEQUENCE] = [0x02, 0x03, 0x04, 0x30];

function der(tag, ...parts) {
  const content = parts.flatMap((part) => [...part]);
  const octets = [];
  for (let left = content.length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  const length = content.length < 128 ? [content.length] : [0x80 | octets.length, ...octets];
  return Uint8Array.of(tag, ...length, ...content);
}

function pem(label, bytes) {
  const lines = btoa(String.fromCharCode(...bytes)).match(/.{1,64}/g);
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

async function requestOf({ publicKey, privateKey }) {
  const keyInfo = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
  const info = der(SEQUENCE, VERSION_1, SUBJECT, keyInfo, NO_ATTRIBUTES);
  const signature = new Uint8Array(await crypto.subtle.sign(RSA.name, privateKey, info));
  return pem('CERTIFICATE REQUEST', der(SEQUENCE, info, SHA256_WITH_RSA, der(BIT_STRING, [0], signature)));
}

async function encrypted(keyInfo, password) {
  const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(16))];
  const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(password), 'PBKDF2', false, [
    'deriveKey',
  ]);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS };
  const key = await crypto.subtle.deriveKey(derivation, secret, { name: 'AES-CBC', length: 256 }, false, ['encrypt']);
  const content = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, key, keyInfo));
  const iterations = der(INTEGER, [ITERATIONS >> 16, (ITERATIONS >> 8) & 0xff, ITERATIONS & 0xff]);
  const byPassword = der(SEQUENCE, PBKDF2, der(SEQUENCE, der(OCTET_STRING, salt), iterations, HMAC_WITH_SHA256));
  const byKey = der(SEQUENCE, AES_256_CBC, der(OCTET_STRING, iv));
  return der(SEQUENCE, der(SEQUENCE, PBES2, der(SEQUENCE, byPassword, byKey)), der(OCTET_STRING, content));
}

async function keyFileOf(privateKey, password) {
  const keyInfo = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
  if (password === '') return pem('PRIVATE KEY', keyInfo);
  return pem('ENCRYPTED PRIVATE KEY', await encrypted(keyInfo, password));
}

const assistant = document.querySelector('#assistant');
const field = (id) => document.querySelector(`#assistant-${id}`);
const way = document.querySelector('input[name=bicle][value=assistee]');
const request = document.querySelector('#csr');

function say(name) {
  field('status').textContent = name === '' ? '' : assistant.dataset[name];
}

/** The file of the key is named after the server or program, where there is one. */
function fileName() {
  const service = document.querySelector('#service')?.value.replaceAll(/[^A-Za-z0-9._@-]/g, '-') ?? '';
  return `${['cle', service].filter(Boolean).join('-')}.pem`;
}

function offer(file) {
  const link = field('key');
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([file], { type: 'application/x-pem-file' }));
  link.download = fileName();
  link.hidden = false;
  link.click();
}

async function make() {
  const password = field('password').value;
  if (password !== '' && [...password].length < SHORTEST_PASSWORD) return say('short');
  if (password !== field('confirmation').value) return say('differs');
  field('make').disabled = true;
  way.checked = true;
  say('making');
  try {
    const pair = await crypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
    const file = await keyFileOf(pair.privateKey, password);
    request.value = await requestOf(pair);
    offer(file);
    say('made');
  } catch {
    say('failed');
  } finally {
    field('make').disabled = false;
  }
}

/** Where the page comes in no secure way there is no WebCrypto, and one has to make the request elsewhere. */
if (globalThis.crypto?.subtle !== undefined) {
  for (const part of document.querySelectorAll('[data-assistant]')) part.hidden = false;
  field('make').addEventListener('click', make);
  request.form.addEventListener('submit', (event) => {
    if (!way.checked || request.value !== '') return;
    event.preventDefault();
    say('first');
    field('make').focus();
  });
}
