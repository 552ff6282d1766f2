/** Pitfall C4: for 30 s Java believes the list that it has fetched, whatever becomes of its address. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { toPem } from '#asn1/pem.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { HealthServices } from '../../simulator/services/index.ts';
import { certificateOf, DAY } from '../simulator/pki/revoked.ts';
import { temporaryFolder } from './plugged-card.ts';
import { before, THIS_MOMENT } from './this-moment.ts';

const CLOCK = { ...SYSTEM_CLOCK, date: () => THIS_MOMENT };

/** Asks the list of the leaf alone at each line; `later`: the last look of each store is put back by 31 s. */
const PROGRAM = `
import java.io.*;
import java.lang.reflect.*;
import java.nio.file.*;
import java.security.cert.*;
import java.util.*;

public class Lists {
  static Object get(Class<?> of, Object from, String name) throws Exception {
    Field field = of.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(from);
  }

  static void later() throws Exception {
    Class<?> store = Class.forName("sun.security.provider.certpath.URICertStore");
    Object cache = get(store, null, "certStoreCache");
    for (Object entry : ((Map<?, ?>) get(cache.getClass(), cache, "cacheMap")).values()) {
      Method value = entry.getClass().getDeclaredMethod("getValue");
      value.setAccessible(true);
      Object spi = get(CertStore.class, value.invoke(entry), "storeSpi");
      Field last = store.getDeclaredField("lastChecked");
      last.setAccessible(true);
      last.setLong(spi, last.getLong(spi) - 31_000);
    }
  }

  static X509Certificate read(CertificateFactory factory, String file) throws Exception {
    return (X509Certificate) factory.generateCertificate(new FileInputStream(file));
  }

  static String checked(String leaf, String issuer, String root, Date date) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    CertPath path = factory.generateCertPath(List.of(read(factory, leaf), read(factory, issuer)));
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.ONLY_END_ENTITY,
        PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
    PKIXParameters rules = new PKIXParameters(Set.of(new TrustAnchor(read(factory, root), null)));
    rules.setDate(date);
    rules.addCertPathChecker(checker);
    try {
      validator.validate(path, rules);
      return "GOOD";
    } catch (CertPathValidatorException refusal) {
      return String.valueOf(refusal.getReason());
    }
  }

  public static void main(String[] args) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null;) {
      if (line.equals("later")) later();
      System.out.println(line.equals("later") ? "" : checked(args[0], args[1], args[2], new Date(Long.parseLong(args[3]))));
    }
  }
}
`;

const OPENED = ['sun.security.provider.certpath', 'sun.security.util', 'java.security.cert'];

async function java(t: ExecutionContext, ...certificates: readonly Uint8Array[]) {
  const folder = temporaryFolder();
  t.teardown(() => folder[Symbol.dispose]());
  const files = certificates.map((one, i) => folder.file(`${i}.pem`, toPem(one)));
  const opens = OPENED.flatMap((name) => ['--add-opens', `java.base/${name}=ALL-UNNAMED`]);
  const program = folder.file('Lists.java', PROGRAM);
  const args = [
    '-Dcom.sun.security.enableCRLDP=true',
    ...opens,
    program,
    ...files,
    String(THIS_MOMENT.getTime() + 1000),
  ];
  const running = spawn('java', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.teardown(async () => {
    running.stdin.end();
    if (running.exitCode === null) await once(running, 'exit');
  });
  const lines = createInterface(running.stdout)[Symbol.asyncIterator]();
  return async (word: 'check' | 'later'): Promise<string> => {
    running.stdin.write(`${word}\n`);
    return (await lines.next()).value ?? 'ended';
  };
}

test.serial('Java sees for 30 s neither that the address is down nor that somebody was revoked', async (t) => {
  const services = await HealthServices.start({ names: ['directory'], clock: CLOCK });
  t.teardown(() => services.close());
  const { pki, directory } = services;
  const card = certificateOf(pki, 'sante-auth', { from: before(10 * DAY) });
  const above = [pki.authority(card.authority), pki.authority('sante-test-fort')].map((one) => one.certificate);
  const ask = await java(t, card.certificate, ...above);
  t.is(await ask('check'), 'GOOD');

  directory.plant('unreachable');
  t.is(await ask('check'), 'GOOD', 'the list that was fetched is believed');
  await ask('later');
  t.is(await ask('check'), 'UNDETERMINED_REVOCATION_STATUS');

  directory.heal();
  await ask('later');
  t.is(await ask('check'), 'GOOD');
  pki.register(card.authority).revoke(card.serial, { at: before(2 * DAY) });
  t.is(await ask('check'), 'GOOD', 'and so it is when another one is there');
  await ask('later');
  t.is(await ask('check'), 'REVOKED');
});
