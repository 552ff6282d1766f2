/** A crowd at a door: connections from another process that never come to an end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ExecutionContext } from 'ava';

/** Some say nothing, some begin a handshake, some a command; who is turned out is replaced by nobody. */
const CROWD = `
const { connect } = require('node:net');
const words = [Buffer.alloc(0), Buffer.from('16030100c8010000c40303', 'hex'), Buffer.from('EHLO crowd'), Buffer.from('a STARTTLS\\r\\n')];
const [port, count] = process.argv.slice(1).map(Number);
let started = 0, there = 0;
const next = () => {
  if (started >= count) return;
  const word = words[started++ % words.length];
  const socket = connect(port, '127.0.0.1');
  let came = false;
  socket.on('error', (error) => { if (!came) { console.error(error.message); process.exit(1); } });
  socket.on('connect', () => { came = true; if (word.length > 0) socket.write(word); next(); if (++there === count) console.log('there'); }).resume();
};
for (let i = 0; i < 50; i++) next();
setInterval(() => {}, 1000);
`;

/** Stands there until the test ends. @throws Error when one of them did not come as far as the door */
export async function crowdAt(t: ExecutionContext, port: number, count: number): Promise<ChildProcess> {
  const crowd = spawn(process.execPath, ['-e', CROWD, String(port), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => crowd.kill('SIGKILL'));
  const ended = once(crowd, 'exit').then(([code]) => Promise.reject(new Error(`the crowd ended with ${code}`)));
  await Promise.race([once(crowd.stdout, 'data'), ended]);
  return crowd;
}
