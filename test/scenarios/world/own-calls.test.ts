import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { OwnCalls } from '../../../scenarios/world/own-calls.ts';

const APDU: TraceEvent = {
  kind: 'apdu',
  origin: 'card',
  card: 'medecin',
  command: hex`00 84 00 00 08`,
  response: hex`90 00`,
  durationMs: 0,
};
const CALL: TraceEvent = {
  kind: 'call',
  origin: 'driver',
  layer: 'csp',
  program: 'kiosque',
  function: 'CryptSignHash',
  result: 'SCARD_S_SUCCESS',
  durationMs: 1,
};

test('minidriver and CSP run for the scenario alone: their calls are its own', (t) => {
  t.deepEqual(new OwnCalls().marked(CALL), { ...CALL, by: 'scenario' });
});

test('a command is of the program beside, unless it happens in a call of the scenario', (t) => {
  t.is(new OwnCalls().marked(APDU), APDU);
});
