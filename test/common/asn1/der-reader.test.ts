/** DER that is read to the last byte. */
import test from 'ava';
import { DerError } from '#asn1/der-error.ts';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { hex } from '#iso7816/bytes.ts';

test('a file may be larger than its content, a value may not', (t) => {
  const filled = hex`02 01 05 00 00`;
  t.is(DerReader.ofFile('EF', filled).integer('number'), 5);
  const reader = DerReader.of('value', filled);
  t.is(reader.integer('number'), 5);
  t.like(
    t.throws(() => reader.end('number'), { instanceOf: DerError }),
    { file: 'value', offset: 3 },
  );
});

for (const bytes of [hex`30 80 00 00`, hex`02 81 01 05`, hex`02 02 05`])
  test(`not DER: ${Buffer.from(bytes).toString('hex')}`, (t) => {
    t.throws(() => DerReader.of('value', bytes).take(DER.INTEGER, 'number'), { instanceOf: DerError });
  });
