/**
 * Signatures of OpenSC over pcscd and vpcd, beside the same ones with a card in C that answers what ours has answered.
 *
 * What OpenSC itself does for a signature (nearly half of the time beyond RSA) is then the same on both sides, and so are the
 * lengths of the APDUs.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ascii, type Bytes, toHex } from '#iso7816/bytes.ts';
import { READER_STATE } from '#pcsc/scard.ts';
import { quickAck } from '../../driver/pcsc/quick-ack.ts';
import { VpcdClient } from '../../simulator/reader/vpcd/client.ts';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../pcscd.ts';
import { BlockClient, withClient } from './block-client.ts';
import type { Programs } from './c-programs.ts';
import { fullCard } from './full-card.ts';
import { FLOOR, OURS, shows, withCard, withPlug } from './over-pcscd.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, cpuOf, undisturbed } from './rounds.ts';

const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const ROUNDS = 1000;
/** To count the APDUs of one. */
const SIGNATURES = 5;

/** OpenSC as it sees one reader alone. The second private key is the authentication key: OpenSC can use it for RSA-PKCS. */
function signClient({ path, folder }: Programs, slot: typeof OURS | typeof FLOOR): BlockClient {
  const configuration = join(folder, `opensc-${slot}.conf`);
  const ignored = READER_NAMES.filter((_, other) => other !== slot).map((name) => `"${name}"`);
  writeFileSync(configuration, `app default {\n  ignored_readers = ${ignored.join(', ')};\n}\n`);
  return new BlockClient(path['sign-client'], [MODULE, '1234', '1'], { OPENSC_CONF: configuration });
}

interface Transcript {
  readonly file: string;
  readonly apdusOfSignature: number;
}

/** All that our card answers to OpenSC from its insertion to the last signature; codes are masked. */
async function record(programs: Programs): Promise<Transcript> {
  const card = fullCard();
  const client = new VpcdClient({ card, port: VPCD_PORT, acknowledge: quickAck });
  const lines = [`00 ${toHex(card.getAtr())}`];
  client.on('apdu', (command: Bytes, response: Bytes) => lines.push(`${toHex(command)} ${toHex(response)}`));
  await client.connect();
  try {
    await shows(OURS, READER_STATE.PRESENT);
    const apdusOfSignature = await withClient(signClient(programs, OURS), async (opensc) => {
      await opensc.take(1);
      const before = lines.length;
      await opensc.take(SIGNATURES);
      return (lines.length - before) / SIGNATURES;
    });
    const file = join(programs.folder, 'opensc.transcript');
    writeFileSync(file, `${lines.join('\n')}\n`);
    return { file, apdusOfSignature };
  } finally {
    await client.eject();
    await shows(OURS, READER_STATE.EMPTY);
  }
}

/** One signature a reading: less than a scheduler's slice. Microseconds of one with our card, of bare RSA in this process, and with the C card. */
async function signatures(programs: Programs, cardFile: string, { file }: Transcript) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const message = ascii('ordonnance');
  const floorCard = [programs.path['floor-card'], String(VPCD_PORT + FLOOR), file];
  const measure = (ours: BlockClient) =>
    withClient(signClient(programs, FLOOR), (floor) =>
      byTurns(
        ROUNDS,
        () => ours.take(1),
        () => cpuOf(1, () => sign('sha256', message, privateKey)),
        () => floor.take(1),
      ),
    );
  const besideFloor = () => withCard(FLOOR, floorCard, () => withClient(signClient(programs, OURS), measure));
  const [ours, rsa, floor] = await withPlug(cardFile, besideFloor, '--quiet');
  return { ours: undisturbed(ours), rsa: undisturbed(rsa), floor: undisturbed(floor) };
}

export async function signaturesThroughOpenSc(programs: Programs, cardFile: string): Promise<Outcome> {
  await ensurePcscd();
  const transcript = await record(programs);
  const { ours, rsa, floor } = await signatures(programs, cardFile, transcript);
  return {
    name: 'RSA-2048 through OpenSC over pcscd and vpcd, beyond bare RSA',
    value: (ours - rsa) / floor,
    unit: `times the same ${transcript.apdusOfSignature} APDUs of OpenSC with the C card`,
    bar: 1.5,
    sense: 'most',
    details: `C_SignInit and C_Sign ${time(ours)}, crypto.sign ${time(rsa)}, with the C card ${time(floor)}`,
  };
}
