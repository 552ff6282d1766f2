/** `cps-sim keystore`: a PKCS#12 file as a keystore of Java. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#files/temporary-folder.ts';
import { FormatError } from '#formats/format-error.ts';
import type { Pkcs12 } from '#formats/pkcs12-reader.ts';
import { makePkcs12 } from '#formats/pkcs12-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { UsageError } from '../usage-error.ts';
import { readFile, remark, SENSITIVE, writeNew } from './files.ts';
import { p12OfFile } from './p12.ts';
import { passwordOf } from './password.ts';

export interface MakeOptions {
  readonly alias?: string;
  readonly type: 'jks' | 'pkcs12' | 'auto';
  readonly password?: string;
  readonly storePassword?: string;
  readonly keyPassword?: string;
  readonly out: string;
}

interface Entry {
  readonly alias: string;
  readonly key: Pkcs12['keys'][number]['key'];
  readonly certificate: Bytes;
}

/** keytool takes no shorter one. */
const SHORTEST_PASSWORD = 6;
/** The alias of an entry that has no name, as keytool counts. */
const UNNAMED = '1';

/** The entry of that name; capitals mean nothing to Java. @throws FormatError `alias` */
function entryOf(file: string, { keys }: Pkcs12, alias: string | undefined): Entry {
  const named = keys.map(({ friendlyName = UNNAMED, key, certificate }) => ({ alias: friendlyName, key, certificate }));
  const found = named.filter((one) => alias === undefined || one.alias.toLowerCase() === alias.toLowerCase());
  const [entry, ...others] = found;
  const names = named.map((one) => one.alias).join(', ') || '-';
  if (entry === undefined || others.length > 0)
    throw new FormatError('alias', file, {
      en:
        alias === undefined
          ? `several keys (${names}): name one, --alias`
          : `no alias '${alias}' in it; there are: ${names}`,
      fr:
        alias === undefined
          ? `plusieurs clés (${names}) : nommez-en une, --alias`
          : `pas d'alias '${alias}' dedans ; il y a : ${names}`,
    });
  if (entry.certificate === undefined)
    throw new FormatError('otherKey', file, {
      en: `no certificate of the key '${entry.alias}' in it: a keystore wants both`,
      fr: `pas de certificat de la clé '${entry.alias}' dedans : un keystore veut les deux`,
    });
  return { ...entry, certificate: entry.certificate };
}

function hasKeytool(): boolean {
  return spawnSync('keytool', ['-help'], { stdio: 'ignore' }).error === undefined;
}

interface JksPasswords {
  readonly store: string;
  /** JKS lets the key have one of its own. */
  readonly key: string;
}

/** The keystore that keytool makes of a PKCS#12 file; passwords go by its environment. @throws FormatError `program` */
function jksOf(file: Bytes, alias: string, { store, key }: JksPasswords): Bytes {
  const folder = temporaryFolder('cps-sim-keystore-');
  try {
    const [source, made] = [join(folder, 'source.p12'), join(folder, 'made.jks')];
    writeFileSync(source, file, { mode: 0o600 });
    const from = [
      '-srckeystore',
      source,
      '-srcstoretype',
      'PKCS12',
      '-srcstorepass:env',
      'CPS_SIM_STORE',
      '-alias',
      alias,
    ];
    const to = [
      '-destkeystore',
      made,
      '-deststoretype',
      'JKS',
      '-deststorepass:env',
      'CPS_SIM_STORE',
      '-destkeypass:env',
      'CPS_SIM_KEY',
    ];
    const args = ['-J-Duser.language=en', '-importkeystore', '-noprompt', ...from, ...to];
    const env = { ...process.env, CPS_SIM_STORE: store, CPS_SIM_KEY: key };
    const { status, stdout, stderr } = spawnSync('keytool', args, { env, encoding: 'utf8' });
    if (status === 0) return new Uint8Array(readFileSync(made));
    const said = `${stdout}${stderr}`.split('\n').find((line) => /error/i.test(line)) ?? '';
    throw new FormatError('program', 'keytool', {
      en: `made no keystore: ${said.trim()}`,
      fr: `n'a pas fait de keystore : ${said.trim()}`,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkPassword(option: string, password: string): void {
  if (password.length >= SHORTEST_PASSWORD && /^[\x20-\x7e]*$/.test(password)) return;
  throw new UsageError({
    en: `${option}: a keystore of Java wants ${SHORTEST_PASSWORD} characters or more, and keytool takes no accents`,
    fr: `${option} : un keystore de Java veut ${SHORTEST_PASSWORD} caractères ou plus, et keytool n'admet pas d'accents`,
  });
}

/** The kind that is made: what was asked for, else JKS where Java is. @throws UsageError for JKS without Java */
function kindOf(type: MakeOptions['type']): 'jks' | 'pkcs12' {
  if (type === 'pkcs12') return 'pkcs12';
  if (hasKeytool()) return 'jks';
  if (type === 'auto') return 'pkcs12';
  throw new UsageError({
    en: 'a JKS keystore is made by keytool, which is not here: install Java (Debian: default-jre-headless), or --type pkcs12',
    fr: "un keystore JKS est fait par keytool, qui n'est pas là : installez Java (Debian : default-jre-headless), ou --type pkcs12",
  });
}

/** The password of the key within the keystore. @throws UsageError for a PKCS#12, which has one password */
async function ownPassword({ keyPassword, out }: MakeOptions, kind: 'jks' | 'pkcs12', store: string): Promise<string> {
  if (keyPassword === undefined) return store;
  if (kind === 'pkcs12')
    throw new UsageError({
      en: '--key-password: a PKCS#12 keystore has one password for all; only JKS has two',
      fr: "--key-password : un keystore PKCS#12 n'a qu'un mot de passe pour tout ; seul JKS en a deux",
    });
  const password = await passwordOf(keyPassword, { option: '--key-password', of: out });
  checkPassword('--key-password', password);
  return password;
}

/** @throws FormatError, UsageError; nothing is written then */
export async function makeKeystore(file: string, options: MakeOptions): Promise<void> {
  const { alias, type, out } = options;
  readFile(file);
  const kind = kindOf(type);
  const p12 = await p12OfFile(file, options.password);
  const { key, certificate, alias: name } = entryOf(file, p12, alias);
  const password = await passwordOf(options.storePassword, { option: '--store-password', of: out, twice: true });
  checkPassword('--store-password', password);
  const keyPassword = await ownPassword(options, kind, password);
  const authorities = p12.certificates.filter((one) => Buffer.compare(one, certificate) !== 0);
  const store = makePkcs12({ key, certificate, authorities, friendlyName: name, password, form: 'aes-256' });
  writeNew({ path: out, content: kind === 'jks' ? jksOf(store, name, { store: password, key: keyPassword }) : store });
  const told = kind === 'jks' ? 'JKS' : 'PKCS#12';
  remark({
    en: `${out}: a keystore of the type ${told}, alias '${name.toLowerCase()}'; ${SENSITIVE.en}`,
    fr: `${out} : un keystore du type ${told}, alias '${name.toLowerCase()}' ; ${SENSITIVE.fr}`,
  });
}
