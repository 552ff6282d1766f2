/** The page of CleoCPS: from a folder to a certificate, and who is turned away. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import test from 'ava';
import { readCertificates, x509 } from '#formats/certificates.ts';
import { asked, portOf } from '../../../simulator/services/web-client.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { Counter, type Visitor } from './counter.ts';

const FORM = { serveur: 'serveur.pharmacie.invalid', structure: '10B9990021', signer: 'oui' };
const STEPS = '/dossiers/Pharmacie/Serveur';

test('L16 to L24 by hand, from the folder to .key, .crt and .p12: the request sent once, the answer imported', async (t) => {
  const { visitor, services, root, withKeys, verified } = await opened(t);
  await withKeys('secret');
  t.regex(await visitor.text(`${STEPS}/etape-2`), /la carte de <strong>899909990002<\/strong>/);
  const ready = await visitor.send(`${STEPS}/etape-2`, { ...FORM, motdepasse: 'secret', code: '1234' });
  t.regex(ready.page, /prêt à l(?:&#39;|')envoi[\s\S]*inscription@serveur-inscription\.invalid[\s\S]*Serveur\.p7m/);
  t.is(services.registration.decisions().length, 0, 'nothing leaves before it is sent');
  await visitor.send(`${STEPS}/etape-2`, {}, `${STEPS}/envoyer`);
  t.deepEqual(
    services.registration.decisions().map(({ outcome }) => outcome),
    ['granted'],
  );
  await services.mailbox.waitFor({ to: 'moi@poste.invalid' });
  t.regex(await visitor.text(`${STEPS}/courrier`), /Votre certificat est disponible[\s\S]*smime\.p7c/);
  const [, reponse = ''] = /name="reponse" value="(\d+\/0)" checked/.exec(await visitor.text(`${STEPS}/etape-3`)) ?? [];
  const import3 = (more: Record<string, string>) =>
    visitor.send(`${STEPS}/etape-3`, { reponse, motdepasse: 'secret', ...more });
  const same = await import3({ couple: 'oui', p12: 'oui', motdepassep12: 'secret' });
  t.is(same.address, `${STEPS}/fichiers`);
  t.regex(same.page, /importation est terminée[\s\S]*Attention[\s\S]*le \.p12 a le même mot de passe/);
  const other = await import3({ p12: 'oui', motdepassep12: 'un autre' });
  t.notRegex(other.page, /Attention/);
  t.regex(other.page, /Anciens résultats[\s\S]*\/ Serveur\.p12/, 'L14: the former one is in a sub-folder');
  const folder = join(root, 'Pharmacie', 'Serveur');
  for (const name of ['Serveur.key', 'Serveur.crt', 'Serveur.p12']) {
    t.is(statSync(join(folder, name)).mode & 0o777, 0o600);
    const downloaded = await visitor.get(`${STEPS}/fichier/${name}`);
    t.deepEqual(Buffer.from(await downloaded.arrayBuffer()), readFileSync(join(folder, name)));
    t.regex(downloaded.headers.get('content-disposition') ?? '', /^attachment/);
  }
  const [certificate = new Uint8Array()] = readCertificates(
    'crt',
    new Uint8Array(readFileSync(join(folder, 'Serveur.crt'))),
  );
  t.regex(x509('crt', certificate).subject, /CN=serveur\.pharmacie\.invalid/);
  t.deepEqual(verified, [0x90], 'the code was presented once');
});

async function opened(t: Parameters<typeof Counter.open>[0], options: Parameters<typeof Counter.open>[1] = {}) {
  const counter = await Counter.open(t, options);
  return Object.assign(counter, { withKeys: counter.withKeys.bind(counter) });
}

test('L12 to L14, the wizard: one form, the answer awaited, the files and password.txt; a second time the former ones are put aside', async (t) => {
  const { visitor, root } = await opened(t);
  const asked = { type: 'ssl', annuaire: 'oui', courrier: 'oui', motdepasse: 'secret' };
  const got = await visitor.send('/assistant', { ...asked, code: '1234' });
  t.is(got.address, '/assistant/resultat/fichiers');
  for (const name of ['Requete_Wizard.crt', 'Requete_Wizard.key', 'Requete_Wizard.p12', 'password.txt'])
    t.true(got.page.includes(`>${name}<`), name);
  const passwords = readFileSync(join(root, 'Requete_Wizard', 'password.txt'), 'utf8');
  const [, p12Password = ''] = /\.p12 : (\S+)/.exec(passwords) ?? [];
  t.is(p12Password.length, 16);
  t.false(got.page.includes(p12Password));
  const again = await visitor.send('/assistant', asked);
  t.regex(again.page, /Anciens résultats[\s\S]*\/ password\.txt/, 'and the code, given already, is not asked again');
  t.regex(await visitor.text('/assistant'), /Accéder aux certificats obtenus/);
});

test('a second click and a second tab: one request, one mail, one folder', async (t) => {
  const { visitor, services, root, withKeys } = await opened(t);
  const jeton = await visitor.token('/', '/dossiers');
  const clicks = await Promise.all([1, 2, 3].map(() => visitor.post('/dossiers', { jeton, nom: '' })));
  t.deepEqual(
    clicks.map(({ status }) => status),
    [303, 303, 303],
  );
  t.deepEqual(readdirSync(root), ['Dossier_1']);
  await withKeys();
  const tabs = [await visitor.token(`${STEPS}/etape-2`), await visitor.token(`${STEPS}/etape-2`)];
  const issue = { ...FORM, code: '1234' };
  const issued = await Promise.all(
    [...tabs, ...tabs].map((token) => visitor.post(`${STEPS}/etape-2`, { ...issue, jeton: token })),
  );
  for (const response of issued) await visitor.follow(response.headers.get('location') ?? '');
  t.deepEqual(
    readdirSync(join(root, 'Pharmacie', 'Serveur')).filter((name) => name.endsWith('.p7m')),
    ['Serveur.p7m'],
  );
  const sends = await Promise.all([1, 2].map(() => visitor.token(`${STEPS}/etape-2`, `${STEPS}/envoyer`)));
  await Promise.all([...sends, ...sends].map((token) => visitor.post(`${STEPS}/envoyer`, { jeton: token })));
  t.is(services.registration.decisions().length, 1);
  const late = await visitor.send(`${STEPS}/etape-3`, { reponse: '1/0' });
  t.regex(late.page, /<code>noCertificate<\/code>[\s\S]*aucune réponse choisie/);
});

test('two wizards at once make one request', async (t) => {
  const { visitor, services } = await opened(t);
  const tokens = [await visitor.token('/assistant'), await visitor.token('/assistant')];
  const asked = { type: 'ssl', annuaire: 'oui', courrier: 'oui', code: '1234' };
  const answers = await Promise.all(tokens.map((jeton) => visitor.post('/assistant', { ...asked, jeton })));
  const pages = await Promise.all(answers.map((one) => visitor.follow(one.headers.get('location') ?? '')));
  t.is(services.registration.decisions().length, 1);
  t.true(pages.some(({ page }) => /pas commencé : CleoCPS travaille/.test(page)));
});

test('refused: layer and rule, and the code in no page', async (t) => {
  const { visitor, insert, remove, withKeys, verified } = await opened(t, { profile: '' });
  await withKeys('secret');
  const ask = (more: Record<string, string>) =>
    visitor.send(`${STEPS}/etape-2`, { ...FORM, motdepasse: 'secret', ...more });
  t.regex(await visitor.text(`${STEPS}/etape-2`), /Insérez la carte CPS/);
  t.regex((await ask({ code: '1234' })).page, /carte CPS[\s\S]*<code>cardAbsent<\/code>/);
  insert('cps3-pharmacien');
  const wrong = await ask({ code: '9753', serveur: 'autre.pharmacie.invalid' });
  t.regex(wrong.page, /carte CPS[\s\S]*<code>wrongCode<\/code>[\s\S]*essais restants : 2/);
  t.regex(wrong.page, /value="autre\.pharmacie\.invalid"/, 'what was typed is there still');
  t.notRegex(wrong.page, /9753|value="secret"/);
  t.regex((await ask({})).page, /<code>cancelled<\/code>/, 'no code given, and no PIN pad');
  t.regex(
    (await ask({ motdepasse: 'faux', code: '1234' })).page,
    /fichiers et mots de passe[\s\S]*<code>password<\/code>/,
  );
  t.regex((await ask({ serveur: 'pas un nom', code: '1234' })).page, /<code>field<\/code>[\s\S]*FQDN/);
  remove();
  t.regex((await ask({ code: '1234' })).page, /<code>cardAbsent<\/code>/);
  t.deepEqual(verified, [0x63], 'a wrong password of the keys costs no try of the card');
});

test('L22, L26: a negative answer of the authority: its rule, and the request is deleted', async (t) => {
  const { visitor, services, root, withKeys } = await opened(t, { profile: 'cps3-medecin' });
  await withKeys();
  await visitor.send(`${STEPS}/etape-2`, { ...FORM, code: '1234' });
  await visitor.send(`${STEPS}/etape-2`, {}, `${STEPS}/envoyer`);
  await services.mailbox.waitFor({ to: 'moi@poste.invalid' });
  t.regex(await visitor.text(`${STEPS}/courrier`), /autorité \(serveur d[\s\S]*<code>notAdministrator<\/code>/);
  const gone = await visitor.send(`${STEPS}/fichiers`, {}, `${STEPS}/supprimer`);
  t.is(gone.address, '/');
  t.regex(gone.page, /demande supprimée : Serveur/);
  t.deepEqual(readdirSync(join(root, 'Pharmacie')), []);
  t.regex(await visitor.text(`${STEPS}/etape-1`), /<code>absent<\/code>/);
});

test('L11, L15: the wizard with a card whose holder administers nothing, without mail, and by the degraded way', async (t) => {
  const { visitor } = await opened(t, { profile: 'cps3-medecin' });
  const asked = { type: 'ssl', courrier: 'oui', code: '1234' };
  t.regex(
    (await visitor.send('/assistant', { ...asked, annuaire: 'oui' })).page,
    /annuaire \(LDAP\)[\s\S]*<code>server<\/code>/,
  );
  const degraded = await visitor.send('/assistant', { ...asked, serveur: 'serveur.pharmacie.invalid' });
  t.regex(degraded.page, /annuaire \(LDAP\)[\s\S]*<code>server<\/code>/);
  t.regex((await visitor.send('/assistant', { ...asked, courrier: 'non' })).page, /<code>mailProgram<\/code>/);
});

test('L19: the PIN pad: no code on the page, typed at the reader; cancelled there', async (t) => {
  const { visitor, root, withKeys } = await opened(t, { pad: ['cancel', { digits: '1234' }] });
  await withKeys();
  t.regex((await visitor.send(`${STEPS}/etape-2`, FORM)).page, /<code>cancelled<\/code>/);
  t.regex((await visitor.send(`${STEPS}/etape-2`, FORM)).page, /La demande est émise/);
  t.true(existsSync(join(root, 'Pharmacie', 'Serveur', 'Serveur.p7m')));
});

test('while the PIN pad waits the page says so, and nothing else is begun', async (t) => {
  const { visitor, remove, withKeys, desk } = await opened(t, { pad: ['wait'] });
  await withKeys();
  const jeton = await visitor.token(`${STEPS}/etape-2`);
  await visitor.post(`${STEPS}/etape-2`, { ...FORM, jeton });
  const waiting = await visitor.text('/travail');
  t.regex(waiting, /tapez-le sur le clavier du lecteur comptoir/);
  t.regex(waiting, /http-equiv="refresh"/);
  t.regex(await visitor.text(`${STEPS}/etape-2`), /CleoCPS travaille avec la carte/);
  const jeton2 = await visitor.token(`${STEPS}/fichiers`, `${STEPS}/supprimer`);
  const refused = await visitor.post(`${STEPS}/supprimer`, { jeton: jeton2 });
  t.regex((await visitor.follow(refused.headers.get('location') ?? '')).page, /pas commencé/);
  remove();
  await desk.works.last?.done;
  t.regex((await visitor.follow('/travail')).page, /<code>cancelled<\/code>/);
});

test('L25, L28: the folder is opened, or its path and files are shown', async (t) => {
  const asked: string[] = [];
  const openFolder = async (path: string) => asked.push(path) === 1;
  const { visitor, root, withKeys } = await opened(t, { openFolder });
  await withKeys();
  const first = await visitor.send(`${STEPS}/fichiers`, {}, `${STEPS}/ouvrir`);
  t.regex(first.page, /le répertoire est ouvert sur votre bureau[\s\S]*détenteur répond de la clé/);
  const second = await visitor.send(`${STEPS}/fichiers`, {}, `${STEPS}/ouvrir`);
  t.regex(second.page, /rien ici ne peut ouvrir un répertoire/);
  t.true(second.page.includes(`<code>${join(root, 'Pharmacie', 'Serveur')}</code>`));
  t.deepEqual(
    asked,
    [1, 2].map(() => join(root, 'Pharmacie', 'Serveur')),
  );
});

test('L27: an attachment that the mail program hides shows by an option, and is imported', async (t) => {
  const { visitor, services, withKeys } = await opened(t);
  services.registration.answerAs('hidden');
  await withKeys();
  await visitor.send(`${STEPS}/etape-2`, { ...FORM, code: '1234' });
  await visitor.send(`${STEPS}/etape-2`, {}, `${STEPS}/envoyer`);
  await services.mailbox.waitFor({ to: 'moi@poste.invalid' });
  const mail = await visitor.text(`${STEPS}/courrier`);
  t.regex(mail, /aucune pièce jointe ne se montre/);
  const [shown = ''] = /courrier\/\d+\/0/.exec(await visitor.text(`${STEPS}/courrier?pieces=toutes`)) ?? [];
  const saved = await visitor.get(`${STEPS}/${shown}`);
  const fichier = new Blob([await saved.arrayBuffer()]);
  const done = await visitor.send(`${STEPS}/etape-3`, { reponse: 'fichier', fichier, couple: 'oui' });
  t.is(done.address, `${STEPS}/fichiers`);
});

test('what is no answer is refused, and nothing is written', async (t) => {
  const { visitor, root, withKeys } = await opened(t);
  await withKeys();
  await visitor.send(`${STEPS}/etape-2`, { ...FORM, code: '1234' });
  const folder = join(root, 'Pharmacie', 'Serveur');
  const before = readdirSync(folder);
  for (const fichier of ['', 'pas une réponse', readFileSync(join(folder, 'Serveur.key'))])
    t.regex(
      (await visitor.send(`${STEPS}/etape-3`, { reponse: 'fichier', fichier: new Blob([fichier]), couple: 'oui' }))
        .page,
      /role="alert"/,
    );
  const huge = await visitor.post(`${STEPS}/etape-3`, { fichier: new Blob([new Uint8Array(1_200_000)]) });
  t.is(huge.status, 413);
  t.deepEqual(readdirSync(folder), before);
});

test('in English, by the link and by the browser', async (t) => {
  const { visitor } = await opened(t);
  t.regex(
    await (await visitor.get('/', { 'accept-language': 'en-GB,en' })).text(),
    /<html lang="en">[\s\S]*Create a folder/,
  );
  t.regex(await visitor.text('/?lang=en'), /Go to CleoWizard/);
});

test('nobody comes in without the whole address, by another name, or from another site', async (t) => {
  const { visitor, root } = await opened(t);
  const entered = await visitor.enter();
  t.is(entered.status, 303);
  t.regex(entered.headers.getSetCookie()[0] ?? '', /HttpOnly; SameSite=Strict/);
  t.regex(entered.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  t.is((await fetch(`${visitor.origin}/`)).status, 403);
  t.is((await visitor.get('/', { cookie: visitor.cookie.replace(/.$/, '~') })).status, 403);
  t.is((await visitor.get('/entrer/autre')).status, 403);
  const jeton = await visitor.token('/', '/dossiers');
  const from = (headers: Readonly<Record<string, string>>) => visitor.post('/dossiers', { jeton }, headers);
  t.is((await from({ origin: 'http://127.0.0.1:1' })).status, 403);
  t.is((await from({ origin: 'null' })).status, 403);
  t.is((await from({ cookie: '' })).status, 403);
  t.false(existsSync(root));
  const unknown = await visitor.post('/dossiers', { jeton: 'autre' });
  t.is((await visitor.get(unknown.headers.get('location') ?? '')).status, 403);
  t.is((await from({})).status, 303);
  t.is(await statusByName(visitor.origin, 'rebinding.example', visitor.cookie), 421);
});

function statusByName(origin: string, host: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(origin, { headers: { host, cookie } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}

/** Past what fetch makes of a path: %2e%2e goes as it is written. */
function raw(visitor: Visitor, path: string) {
  return asked(portOf(visitor.origin), path, {
    host: new URL(visitor.origin).host,
    headers: { cookie: visitor.cookie },
  });
}

test('nothing outside the folder is read: no path, no link', async (t) => {
  const { visitor, root, withKeys } = await opened(t);
  await withKeys();
  const outside = temporaryDirectory('outside-');
  writeFileSync(join(outside, 'secret.txt'), 'ne pas lire');
  const folder = join(root, 'Pharmacie', 'Serveur');
  mkdirSync(join(folder, 'ancien'));
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'ancien', 'lien.txt'));
  symlinkSync(outside, join(folder, 'ancien', 'dossier'));
  const wanted = [
    'fichier/..%2F..%2F..%2Fsecret.txt',
    'fichier/%2e%2e/secret.txt',
    'fichier/..%2Fdemande.json',
    'fichier/demande.json',
    'fichier/ancien/lien.txt',
    'fichier/ancien/dossier%2Fsecret.txt',
    'fichier/%2Fetc%2Fpasswd',
  ];
  for (const path of wanted) {
    const answer = await raw(visitor, `${STEPS}/${path}`);
    t.is(answer.status, 404, path);
    t.notRegex(answer.body.toString(), /ne pas lire|root:|cps-sim-cleo/, path);
  }
  for (const path of [
    '/dossiers/..%2F..%2F/Serveur/fichiers',
    '/dossiers/%2e%2e/Serveur/fichiers',
    '/dossiers/.%2e/x/etape-1',
  ])
    t.is((await raw(visitor, path)).status, 404, path);
  renameSync(folder, join(outside, 'Serveur'));
  symlinkSync(join(outside, 'Serveur'), folder);
  t.is((await visitor.get(`${STEPS}/fichiers`)).status, 404);
  t.notRegex(await visitor.text('/'), /Serveur<\/a>/);
  symlinkSync(outside, join(root, 'Lien'));
  const made = await visitor.send('/dossiers/Lien/nouvelle', { type: 'ssl', nom: 'Ailleurs' });
  t.regex(made.page, /lien symbolique/);
  t.false(existsSync(join(outside, 'Ailleurs')));
});

test('a link in the folder of a request is never sent, signed with or shown', async (t) => {
  const { visitor, root, withKeys } = await opened(t);
  await withKeys();
  symlinkSync('/etc/passwd', join(root, 'Pharmacie', 'Serveur', 'Serveur.p7m'));
  t.regex(await visitor.text(`${STEPS}/etape-2`), /lien symbolique/);
  t.is((await visitor.get(`${STEPS}/fichier/Serveur.p7m`)).status, 404);
});
