/**
 * Which unit tests play under Windows' node.exe 20 in Wine 8, and why the others do not.
 *
 * An entry is a file or a folder with all below it; of several the nearest counts.
 */

/** Tests of a file that do not play, known by their titles or by what they fail of. */
interface But {
  readonly tests: RegExp;
  readonly why: string;
}

interface Whole {
  readonly at: string;
  readonly but?: undefined;
  readonly why?: undefined;
}

interface InPart {
  readonly at: string;
  readonly but: readonly But[];
  readonly why?: undefined;
}

interface LeftOut {
  readonly at: string;
  readonly but?: undefined;
  readonly why: string;
}

export type Entry = Whole | InPart | LeftOut;

const NO_OPENSSL: But = { tests: /spawnSync openssl ENOENT/, why: 'their judge is openssl, not there' };
const MODES = 'file modes, which Windows has not';
const LINKS = 'symbolic links, which Wine 8 makes and neither lists nor reads';
const PIPES = 'pipes of Unix, made by sh and mkfifo';
const SIGNAL = 'the killed program is known by its signal; Windows tells none';
const UNIX = 'sockets of Unix';
const SOURCES = 'of the sources and pages, which are the same on every system';
const FETCH = "by fetch, which connects to nothing in Wine 8's node.exe 20, and by OpenSSL";
const COMPILED =
  "the command line as npm installs it, for which TypeScript's own binary for Windows is missing, or npm itself";
const TSX = 'its programs are compiled by tsx, which takes as long in Wine as they are waited for';
/** Neither Wine's lack nor ours is known of them yet. */
const NOT_ENDED = 'not played to their end yet';

export const ENTRIES: readonly Entry[] = [
  { at: 'test/architecture.test.ts', why: SOURCES },
  { at: 'test/doors.test.ts', why: SOURCES },
  { at: 'test/readme.test.ts', why: SOURCES },
  { at: 'test/sources.test.ts', why: SOURCES },
  { at: 'test/texts.test.ts', why: SOURCES },
  { at: 'test/contributing.test.ts' },
  { at: 'test/prototype-names.test.ts' },
  { at: 'test/statements.test.ts' },
  { at: 'test/text-files.test.ts' },

  { at: 'test/common' },
  {
    at: 'test/common/files/files.test.ts',
    but: [
      { tests: /› a folder (and those above it, for the owner alone|for others too, as far)/, why: MODES },
      { tests: /› a link put there at the last moment is an error/, why: LINKS },
    ],
  },
  { at: 'test/common/files/line-file.test.ts', why: PIPES },
  {
    at: 'test/common/files/regular-file.test.ts',
    but: [
      { tests: /spawnSync sh ENOENT/, why: PIPES },
      { tests: /› the file behind links, there or not yet/, why: LINKS },
    ],
  },
  {
    at: 'test/common/files/temporary-folder.test.ts',
    but: [{ tests: /› (what a killed program has left|what is not ours to remove stays)/, why: SIGNAL }],
  },
  { at: 'test/common/formats/cms.test.ts', why: NO_OPENSSL.why },
  { at: 'test/common/formats/damaged.test.ts', why: NO_OPENSSL.why },
  { at: 'test/common/formats/pkcs12.test.ts', why: NO_OPENSSL.why },
  { at: 'test/common/formats/request.test.ts', why: NO_OPENSSL.why },
  { at: 'test/common/formats/private-key.test.ts', but: [NO_OPENSSL] },

  { at: 'test/driver/certificate-store/certificate-store.test.ts', but: [NO_OPENSSL] },
  { at: 'test/driver/certificate-store/propagation.test.ts' },
  { at: 'test/driver/certificate-store/text-signature.test.ts' },
  { at: 'test/driver/cia' },
  { at: 'test/driver/cleo/cleo.test.ts', why: NO_OPENSSL.why },
  { at: 'test/driver/cleo/ldap-directory.test.ts' },
  { at: 'test/driver/csp' },
  { at: 'test/driver/iasecc' },
  { at: 'test/driver/minidriver' },
  {
    at: 'test/driver/minidriver/settings/configuration.test.ts',
    but: [{ tests: /› a card module of the machine: its settings/, why: 'the places of Linux, with its slashes' }],
  },
  { at: 'test/driver/pcsc' },
  { at: 'test/driver/pcsc/quick-ack.test.ts', why: 'an option of TCP that Linux alone has' },
  { at: 'test/driver/plug-and-play' },
  {
    at: 'test/driver/plug-and-play/computer.test.ts',
    but: [
      {
        tests: /› four programs change one computer at the same time/,
        why: 'four node.exe in turn take longer than one waits for the others, on a busy machine',
      },
    ],
  },
  { at: 'test/driver/registry/registration-file.test.ts' },
  {
    at: 'test/driver/registry/windows-registry.test.ts',
    but: [{ tests: /› reg.exe is run, and believed only when it succeeds/, why: "a script in reg.exe's place" }],
  },
  { at: 'test/driver/revocation', why: FETCH },
  { at: 'test/driver/tls' },
  { at: 'test/driver/tls/connection-failures.test.ts', but: [NO_OPENSSL] },
  { at: 'test/driver/tls/cps4.test.ts', why: NO_OPENSSL.why },
  { at: 'test/driver/tls/openssl.test.ts', why: NO_OPENSSL.why },
  { at: 'test/driver/winscard-launch' },
  {
    at: 'test/driver/winscard-launch/placed-dll.test.ts',
    but: [{ tests: /nor a link followed|› Windows' own folders are refused, by whatever way/, why: LINKS }],
  },

  { at: 'test/scenarios', why: NOT_ENDED },
  { at: 'test/scenarios/engine' },
  { at: 'test/scenarios/engine/file/find.test.ts', why: LINKS },
  {
    at: 'test/scenarios/engine/runner.test.ts',
    but: [{ tests: /› JUnit( is XML that Python reads|: a try that failed)/, why: 'their judge is Python, not there' }],
  },
  { at: 'test/scenarios/errors' },
  { at: 'test/scenarios/observers' },
  {
    at: 'test/scenarios/observers/trace/trace-file.test.ts',
    but: [
      { tests: /› a process that ends early leaves a whole file: process\.(kill|once)/, why: SIGNAL },
      { tests: /› (a reader that goes away|a disk that is too slow)/, why: PIPES },
    ],
  },
  { at: 'test/scenarios/world' },
  { at: 'test/scenarios/world/forgotten.test.ts', why: TSX },
  { at: 'test/scenarios/world/opposition.test.ts', but: [NO_OPENSSL] },
  {
    at: 'test/scenarios/world/spawn.test.ts',
    why: "sockets of Unix and signals; the launcher's programs are judged in test/real/windows/node.ts",
  },
  { at: 'test/scenarios/library.test.ts', why: 'scenario-list.ts says which' },
  { at: 'test/scenarios/library-embedded.test.ts', why: 'scenario-list.ts says which' },

  { at: 'test/simulator/card' },
  { at: 'test/simulator/data' },
  { at: 'test/simulator/people' },
  { at: 'test/simulator/personalisation' },
  { at: 'test/simulator/pki' },
  { at: 'test/simulator/reader' },
  { at: 'test/simulator/replay' },
  { at: 'test/simulator/resource-manager' },
  {
    at: 'test/simulator/card/state/card-file.test.ts',
    but: [
      { tests: /› only the owner may read it, before and after a commit/, why: MODES },
      { tests: /› one card, one reader: a second opening is refused/, why: LINKS },
      { tests: /› kill -9 between spending a try and comparing/, why: SIGNAL },
    ],
  },
  {
    at: 'test/simulator/card/state/card-file-places.test.ts',
    but: [
      { tests: /› a folder that always fails to be synced/, why: 'Windows syncs no folder' },
      { tests: /› a link (is followed|to nothing is no place)/, why: LINKS },
      { tests: /spawnSync sh ENOENT/, why: PIPES },
    ],
  },
  { at: 'test/simulator/keys/seeded-bytes.test.ts' },
  {
    at: 'test/simulator/keys/known-keys.test.ts',
    but: [{ tests: /› a pool keeps what is there, once, and nobody else reads it/, why: MODES }],
  },
  { at: 'test/simulator/keys/rsa-key.test.ts', but: [NO_OPENSSL] },
  { at: 'test/simulator/own-network/plan.test.ts' },
  {
    at: 'test/simulator/own-network/resolvers.test.ts',
    why: 'networks of Linux, and folders with quotes in their names',
  },
  { at: 'test/simulator/personalisation/certificates.test.ts', but: [NO_OPENSSL] },
  { at: 'test/simulator/personalisation/cia-files.test.ts', but: [NO_OPENSSL] },
  { at: 'test/simulator/pki/crl.test.ts', but: [NO_OPENSSL] },
  { at: 'test/simulator/pki/issue.test.ts', but: [NO_OPENSSL] },
  { at: 'test/simulator/pki/list-addresses.test.ts', but: [NO_OPENSSL] },
  { at: 'test/simulator/pki/ocsp.test.ts', but: [NO_OPENSSL] },
  {
    at: 'test/simulator/pki/pki.test.ts',
    but: [{ tests: /› two of them at the same time: each card is trusted/, why: NO_OPENSSL.why }],
  },
  {
    at: 'test/simulator/reader/vpcd/client.test.ts',
    but: [{ tests: /› acknowledgement is asked for after every answer/, why: 'a socket of Windows has no descriptor' }],
  },
  { at: 'test/simulator/resource-manager/pcsclite', why: UNIX },
  { at: 'test/simulator/resource-manager/pin-pad.test.ts', but: [{ tests: /listen EACCES/, why: UNIX }] },
  { at: 'test/simulator/services', why: NOT_ENDED },
  { at: 'test/simulator/services/diapason.test.ts' },
  { at: 'test/simulator/services/forged-certificate.test.ts' },
  { at: 'test/simulator/services/front-page.test.ts' },
  { at: 'test/simulator/services/health-services.test.ts' },
  { at: 'test/simulator/services/listening' },
  { at: 'test/simulator/services/mssante/admission.test.ts' },
  { at: 'test/simulator/services/mssante/mail-store.test.ts' },
  { at: 'test/simulator/services/mssante/smtp.test.ts' },

  { at: 'test/tools', why: COMPILED },
  { at: 'test/tools/certificates/comparison.test.ts', but: [NO_OPENSSL] },
  { at: 'test/tools/cli/doctor.test.ts' },
  { at: 'test/tools/cli/pcscd-waker.test.ts' },
  { at: 'test/tools/cli/pin-pad-option.test.ts' },
  { at: 'test/tools/cli/program-output.test.ts' },
  { at: 'test/tools/cli/cleo/open-folder.test.ts', why: "scripts of sh in the place of a desktop's programs" },
  { at: 'test/tools/cli/cleo/page.test.ts', why: FETCH },
  { at: 'test/tools/cli/hand' },
  { at: 'test/tools/cli/tls-forward.test.ts' },
  { at: 'test/tools/cli/rehearse/matrix.test.ts' },
  { at: 'test/tools/door' },
  { at: 'test/tools/door/closing.test.ts', but: [{ tests: /› a stream ends, who waits is told/, why: FETCH }] },
  {
    at: 'test/tools/door/guard.test.ts',
    but: [
      { tests: /› address and token lie where their owner alone reads them/, why: MODES },
      { tests: /› (a stream has the headers|who has sent too much can ask again)/, why: FETCH },
    ],
  },
  { at: 'test/tools/door/recording.test.ts', but: [{ tests: /› an unmodified program is recorded/, why: UNIX }] },
  { at: 'test/tools/door/runs.test.ts', but: [{ tests: /› what the door was not opened to play/, why: LINKS }] },
  {
    at: 'test/tools/door/worlds.test.ts',
    but: [{ tests: /› (a card goes in and out|worlds side by side)/, why: UNIX }],
  },
  { at: 'test/tools/fuzz' },
  { at: 'test/tools/dependencies.test.ts', why: SOURCES },
  { at: 'test/tools/lock-file.test.ts', why: SOURCES },
  { at: 'test/tools/windows', why: SOURCES },
];

/** What CI plays of them: where the product can differ on Windows. */
export const IN_CI: readonly string[] = [
  'test/common/files',
  'test/driver/registry',
  'test/driver/winscard-launch',
  'test/scenarios/engine/file/rows.test.ts',
  'test/scenarios/observers/report-paths.test.ts',
  'test/scenarios/world/removals.test.ts',
  'test/scenarios/world/windows/following-service.test.ts',
  'test/simulator/card/state',
  'test/simulator/keys',
  'test/simulator/reader/vpcd/server.test.ts',
];

function covers({ at }: Entry, file: string): boolean {
  return file === at || file.startsWith(`${at}/`);
}

/** The nearest entry for a file (`test/common/turn.test.ts`). */
export function entryOf(file: string): Entry | undefined {
  const known = ENTRIES.filter((entry) => covers(entry, file));
  return known.sort((one, other) => other.at.length - one.at.length)[0];
}

export const LEFT_OUT = ENTRIES.filter((entry) => entry.why !== undefined);

/** Those of the files that play, whole or in part; of them those in the places that are given. */
export function playedFiles(files: readonly string[], places: readonly string[] = ['test']): readonly string[] {
  const inPlace = files.filter((file) => places.some((place) => file === place || file.startsWith(`${place}/`)));
  return inPlace.filter((file) => entryOf(file)?.why === undefined).sort();
}
