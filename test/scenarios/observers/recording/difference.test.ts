import test from 'ava';
import { fromHex } from '#iso7816/bytes.ts';
import { differences, type NumberedExchange } from '../../../../scenarios/observers/recording/difference.ts';

/** `00A4 9000` */
function exchanges(...texts: string[]): NumberedExchange[] {
  return texts.map((text, i) => {
    const [command = '', response = ''] = text.split(' ');
    return { number: i + 1, command: fromHex(command), response: fromHex(response) };
  });
}

function told(a: readonly NumberedExchange[], b: readonly NumberedExchange[]): string[] {
  return [...differences(a, b)].map((difference) => {
    const first = 'a' in difference ? difference.a.number : '';
    return `${difference.kind} ${first}/${'b' in difference ? difference.b.number : ''}`;
  });
}

const A = exchanges('00B0000001 9000', '00B0000002 9000', '00B0000003 9000');

test('the same', (t) => t.deepEqual(told(A, A), ['same 1/1', 'same 2/2', 'same 3/3']));
test('nothing on one side', (t) => {
  t.deepEqual(told([], A), ['only-b /1', 'only-b /2', 'only-b /3']);
  t.deepEqual(told(A, []), ['only-a 1/', 'only-a 2/', 'only-a 3/']);
  t.deepEqual(told([], []), []);
});
test('another answer', (t) => {
  const b = exchanges('00B0000001 9000', '00B0000002 6982', '00B0000003 9000');
  t.deepEqual(told(A, b), ['same 1/1', 'answer 2/2', 'same 3/3']);
});
test('one more, one less', (t) => {
  const b = exchanges('00B0000001 9000', '00CA0000 9000', '00B0000003 9000');
  t.deepEqual(told(A, b), ['same 1/1', 'only-a 2/', 'only-b /2', 'same 3/3']);
});
test('a signature of other data in the same place', (t) => {
  const sign = (data: string, answer: string) => exchanges('00B0000001 9000', `002A9E9A02${data} ${answer}`);
  t.deepEqual(told(sign('1111', 'AA9000'), sign('2222', 'BB9000')), ['same 1/1', 'data 2/2']);
});
