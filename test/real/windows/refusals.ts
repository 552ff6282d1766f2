/** Servers that are none of ours, and variables that lead to none: the program gets a code, the log a sentence. */
import test from 'ava';
import { falseWorld, knowing, type Mischief } from './false-world.ts';
import { REFUSED, SELECT, wine } from './place.ts';

const NO_SERVICE = 'SCardEstablishContext 8010001D';
const REFUSALS: Readonly<Record<string, { world: Mischief; says: RegExp }>> = {
  silence: { world: () => {}, says: /does not answer as a world/ },
  'another protocol': {
    world: (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n'.repeat(9)),
    says: /not know the token/,
  },
  'a cut answer': { world: (socket) => void socket.end('0123'), says: /does not answer as a world/ },
  'nobody behind the proof': { world: knowing(() => undefined), says: /lets us not in/ },
  'another version': {
    world: knowing(() => Buffer.from('0500000000000000' + '1e001080', 'hex')),
    says: /lets us not in/,
  },
};

for (const [title, { world, says }] of Object.entries(REFUSALS))
  test.serial(`a server that is none of ours: ${title}`, async (t) => {
    await using at = await falseWorld(world);
    const program = wine.start(SELECT, at.environment);
    t.deepEqual(await program.rest(), [NO_SERVICE]);
    t.is(await program.ended, REFUSED);
    t.is(program.log.length, 1);
    t.regex(program.log[0] ?? '', says);
  });

const ADDRESSES = [
  '',
  'x',
  '1',
  `70000:${'0'.repeat(64)}`,
  `1:${'0'.repeat(63)}`,
  `1:${'x'.repeat(64)}`,
  '9'.repeat(500),
];

test.serial('no world, or a variable that is no address: no service, and a sentence', async (t) => {
  for (const address of ADDRESSES.slice(1)) {
    const program = wine.start(SELECT, { CPS_SIM_WINSCARD: address });
    t.deepEqual(await program.rest(), [NO_SERVICE], address);
    t.is(program.log.length, 1);
  }
  const gone = wine.start(SELECT, { CPS_SIM_WINSCARD: `1:${'0'.repeat(64)}` });
  t.deepEqual(await gone.rest(), [NO_SERVICE]);
  t.regex(gone.log[0] ?? '', /no world of cps-sim listens .* has it ended/);
});

/** Behind an honest greeting: bytes of any value, many or few. A crash would end with another code, a hang not at all. */
test.serial('answers of a mad world end in a refusal, never in a crash', async (t) => {
  for (const fill of [0x00, 0x01, 0x7f, 0xff])
    for (const length of [12, 3000, 200_000]) {
      const version = Buffer.from('040000000400000000000000', 'hex');
      const context = Buffer.from('020000000700000000000000', 'hex');
      await using at = await falseWorld(knowing((_, n) => [version, context][n] ?? Buffer.alloc(length, fill)));
      const program = wine.start(SELECT, at.environment);
      const ended = setTimeout(() => void at[Symbol.asyncDispose](), 2000);
      const lines = await program.rest();
      t.regex(lines.at(-1) ?? '', /^SCard\w+ [0-9A-F]{8}$/, `${fill} ${length}`);
      t.is(await program.ended, REFUSED, `${fill} ${length}`);
      clearTimeout(ended);
    }
});
