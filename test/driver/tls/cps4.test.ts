/** A CPS4 signs what TLS has padded: OpenSSL's own server judges PSS and TLS 1.3, over T=0 and T=1. */
import test from 'ava';
import { connect } from '../../../driver/tls/index.ts';
import { desk, keyOf } from './desk.ts';
import { opensslServer } from './openssl-server.ts';
import { SERVER_AUTHORITIES } from './site.ts';

const HOLDER = /depth=0 .*GN = AMINA.*\n(verify return:1)/;

const judged = test.macro({
  async exec(t, profile: 'cps4-medecin' | 'cps4-medecin-t0', version: string, type: string, ...args: string[]) {
    const at = await desk(t, { profile });
    const key = await keyOf(t, at);
    t.true(key.signsPadded);
    at.person.prepare({ kind: 'pin', pin: '1234' });
    const { port, printed } = await opensslServer(t, ...args);
    const socket = await connect(key, { host: '127.0.0.1', servername: 'localhost', port, ca: SERVER_AUTHORITIES });
    t.is(socket.getProtocol(), version);
    socket.end('bonjour\n');
    const said = await printed;
    t.regex(said, HOLDER);
    t.regex(said, new RegExp(`Peer signature type: ${type}\\n`));
    t.regex(said, /^bonjour$/m);
  },
  title: (_, profile, version, type, ...args) => `${profile}: ${version}, ${type}, openssl s_server ${args.join(' ')}`,
});

for (const profile of ['cps4-medecin', 'cps4-medecin-t0'] as const) {
  test(judged, profile, 'TLSv1.3', 'RSA-PSS');
  test(judged, profile, 'TLSv1.3', 'RSA-PSS', '-tls1_3');
  test(judged, profile, 'TLSv1.2', 'RSA-PSS', '-tls1_2', '-client_sigalgs', 'RSA-PSS+SHA256');
  test(judged, profile, 'TLSv1.2', 'RSA', '-tls1_2', '-client_sigalgs', 'RSA+SHA256');
}
