/** `cps-sim csr`, as it is typed. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { AcceptOptions, NewOptions, ShowOptions } from '../formats/csr.ts';
import { say } from '../language.ts';
import { authorityOption, PASSWORD_SOURCES } from './format-options.ts';
import { jsonOption } from './options.ts';

const [SHORTEST, LONGEST, USUAL] = [512, 8192, 2048];
const CIPHERS = ['aes-256', '3des', 'none'];
const DIGESTS = ['sha256', 'sha384', 'sha512', 'sha1', 'md5'];

const TEXTS = {
  about: {
    en: 'Certificate requests (PKCS#10), as OpenSSL, XCA and CertReq make them for the portal.',
    fr: 'Demandes de certificat (PKCS#10), comme OpenSSL, XCA et CertReq les font pour le portail.',
  },
  newAbout: {
    en:
      'Makes a request, and its key with --new-key. The portal names the subject itself: C=FR is enough.\n' +
      'With --inf it is done as CertReq -New does: the key stays in the store of the simulated computer.',
    fr:
      'Fait une demande, et sa clé avec --new-key. Le portail nomme lui-même le sujet : C=FR suffit.\n' +
      "Avec --inf, comme CertReq -New : la clé reste dans le magasin de l'ordinateur simulé.",
  },
  newKey: { en: 'make a key in that file', fr: 'fait une clé dans ce fichier' },
  key: { en: 'the key that is there', fr: 'la clé qui est là' },
  inf: { en: 'the .inf file of CertReq', fr: 'le fichier .inf de CertReq' },
  computer: { en: 'folder of the simulated computer', fr: "dossier de l'ordinateur simulé" },
  bits: { en: 'length of a new key', fr: "longueur d'une nouvelle clé" },
  cipher: {
    en: "how a new key is encrypted; '3des' as openssl genpkey -des3",
    fr: "comment une nouvelle clé est chiffrée ; '3des' comme openssl genpkey -des3",
  },
  password: {
    en: `password of the key; ${PASSWORD_SOURCES.en}`,
    fr: `mot de passe de la clé ; ${PASSWORD_SOURCES.fr}`,
  },
  subject: {
    en: 'name: /countryName=FR/ or "CN=Mon service, C=FR"',
    fr: 'nom : /countryName=FR/ ou "CN=Mon service, C=FR"',
  },
  dnsName: { en: 'names of servers', fr: 'noms de serveurs' },
  digest: {
    en: 'digest of the signature; sha1 and md5 to see them refused',
    fr: 'condensat de la signature ; sha1 et md5 pour les voir refusés',
  },
  out: { en: 'the request in PEM (default: standard output)', fr: 'la demande en PEM (par défaut : sortie standard)' },
  showAbout: {
    en: 'Reads a request as the portal does. Exit code 1 when the portal refuses it, 2 when it is none.',
    fr: "Lit une demande comme le portail. Code de sortie 1 quand le portail la refuse, 2 quand ce n'en est pas une.",
  },
  file: { en: 'request in PEM, DER or Base64', fr: 'demande en PEM, DER ou Base64' },
  minimumBits: { en: 'shortest RSA key that is taken', fr: 'clé RSA la plus courte qui soit prise' },
  weakDigests: { en: 'take SHA-1 and MD5', fr: 'prend SHA-1 et MD5' },
  acceptAbout: {
    en: 'As CertReq -Accept: puts a certificate with the key that waits on that computer, once its authorities are given.',
    fr: "Comme CertReq -Accept : met un certificat avec la clé qui l'attend sur cet ordinateur, une fois ses autorités données.",
  },
  certificate: { en: 'the certificate that came', fr: 'le certificat reçu' },
  xcaAbout: {
    en: "Writes what the agency's database for XCA holds, as files that XCA imports: template, ACR, ACI.",
    fr: "Écrit ce que contient la base XCA de l'agence, en fichiers que XCA importe : modèle, ACR, ACI.",
  },
  folder: { en: 'folder to write to', fr: 'dossier où écrire' },
  bitsExpected: {
    en: `Expected an integer from ${SHORTEST} to ${LONGEST}.`,
    fr: `Attendu : un entier de ${SHORTEST} à ${LONGEST}.`,
  },
} as const satisfies Readonly<Record<string, Text>>;

function parseBits(text: string): number {
  const bits = Number(text);
  if (!/^[0-9]+$/.test(text) || bits < SHORTEST || bits > LONGEST)
    throw new InvalidArgumentError(say(TEXTS.bitsExpected));
  return bits;
}

function newCommand(): Command {
  return new Command('new')
    .description(say(TEXTS.newAbout))
    .option('--new-key <file>', say(TEXTS.newKey))
    .option('--key <file>', say(TEXTS.key))
    .option('--inf <file>', say(TEXTS.inf))
    .option('--computer <folder>', say(TEXTS.computer))
    .option('--bits <n>', say(TEXTS.bits), parseBits, USUAL)
    .addOption(new Option('--cipher <name>', say(TEXTS.cipher)).choices(CIPHERS).default('aes-256'))
    .option('--password <source>', say(TEXTS.password))
    .option('--subject <name>', say(TEXTS.subject), 'C=FR')
    .option('--dns-name <name...>', say(TEXTS.dnsName))
    .addOption(new Option('--digest <name>', say(TEXTS.digest)).choices(DIGESTS).default('sha256'))
    .option('--out <file>', say(TEXTS.out))
    .action(async (options: NewOptions) => (await import('../formats/csr.ts')).newRequest(options));
}

function showCommand(): Command {
  return jsonOption(new Command('show'))
    .description(say(TEXTS.showAbout))
    .argument('<file>', say(TEXTS.file))
    .option('--minimum-bits <n>', say(TEXTS.minimumBits), parseBits, USUAL)
    .option('--weak-digests', say(TEXTS.weakDigests))
    .action(async (file: string, options: ShowOptions) =>
      (await import('../formats/csr.ts')).showRequest(file, options),
    );
}

function acceptCommand(): Command {
  return authorityOption(new Command('accept'))
    .description(say(TEXTS.acceptAbout))
    .argument('<certificate>', say(TEXTS.certificate))
    .requiredOption('--computer <folder>', say(TEXTS.computer))
    .action(async (file: string, options: AcceptOptions) =>
      (await import('../formats/csr.ts')).acceptCertificate(file, options),
    );
}

function xcaCommand(): Command {
  return new Command('xca')
    .description(say(TEXTS.xcaAbout))
    .argument('<folder>', say(TEXTS.folder))
    .action(async (folder: string) => (await import('../formats/xca.ts')).writeXcaFiles(folder));
}

export function csrCommand(): Command {
  return new Command('csr')
    .description(say(TEXTS.about))
    .addCommand(newCommand())
    .addCommand(showCommand())
    .addCommand(acceptCommand())
    .addCommand(xcaCommand());
}
