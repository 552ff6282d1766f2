/** The page of CleoCPS with a card in a reader, the registration server that answers, and somebody who visits it. */
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../../../../simulator/card/card.ts';
import { MemoryStore } from '../../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';
import type { PinPadAnswer } from '../../../../simulator/reader/pin-pad/answers.ts';
import { PinPad } from '../../../../simulator/reader/pin-pad/pin-pad.ts';
import type { Slot } from '../../../../simulator/reader/slot.ts';
import { ResourceManager } from '../../../../simulator/resource-manager/resource-manager.ts';
import { HealthServices } from '../../../../simulator/services/index.ts';
import { serveWeb } from '../../../../simulator/services/listening/web.ts';
import { cleoApp } from '../../../../tools/cli/cleo/page/app.ts';
import { Desk } from '../../../../tools/cli/cleo/page/desk.ts';
import { PHARMACY } from '../../../simulator/services/registration/office.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

const KEY = 'la-clef-du-test';
const VERIFY = 0x20;

export interface CounterOptions {
  /** Profile in the reader; empty: no card. */
  readonly profile?: string;
  /** What is done at the PIN pad, which the reader has then. */
  readonly pad?: readonly PinPadAnswer[];
  readonly openFolder?: (path: string) => Promise<boolean>;
  /** Until its answer is sent. */
  readonly answerAfterMs?: number;
}

/** Answers as they come, redirects not followed. */
export class Visitor {
  readonly origin: string;
  cookie = '';

  constructor(port: number) {
    this.origin = `http://127.0.0.1:${port}`;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(this.origin + path, { redirect: 'manual', headers: this.#headers(headers) });
  }

  /** A connection of its own for each: where all is busy one that is kept may be closed as it is taken again. */
  #headers(more: Readonly<Record<string, string>>): Record<string, string> {
    return { connection: 'close', cookie: this.cookie, ...more };
  }

  async enter(key = KEY): Promise<Response> {
    const response = await this.get(`/entrer/${key}`);
    this.cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    return response;
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  /** The token of the form of that action on a page. */
  async token(path: string, action = path): Promise<string> {
    const page = await this.text(path);
    const form = page.split('<form').find((one) => one.includes(`action="${action}"`)) ?? '';
    return /name="jeton" value="([^"]+)"/.exec(form)?.[1] ?? '';
  }

  post(
    action: string,
    fields: Readonly<Record<string, string | Blob>>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const own = this.#headers({ origin: this.origin, ...headers });
    return fetch(this.origin + action, { method: 'POST', redirect: 'manual', body, headers: own });
  }

  /** Sends the form of that action; the page it leads to in the end, and its address. */
  async send(path: string, fields: Readonly<Record<string, string | Blob>>, action = path) {
    const jeton = await this.token(path, action);
    const response = await this.post(action, { ...fields, jeton });
    return this.follow(response.headers.get('location') ?? '');
  }

  async follow(address: string): Promise<{ readonly address: string; readonly page: string }> {
    for (let at = address; ; ) {
      const response = await this.get(at);
      const next = response.headers.get('location');
      const page = await response.text();
      if (next !== null) at = next;
      else if (!page.includes('http-equiv="refresh"') || !at.startsWith('/travail')) return { address: at, page };
    }
  }
}

export class Counter {
  readonly services: HealthServices;
  readonly desk: Desk;
  readonly root: string;
  readonly visitor: Visitor;
  /** SW1 of each presentation of the code. */
  readonly verified: number[] = [];
  /** What the desk told of. */
  failures: readonly unknown[] = [];
  readonly insert: (profile: string) => void;
  readonly remove: () => void;

  private constructor(services: HealthServices, root: string, port: number, desk: Desk, slot: Slot) {
    this.services = services;
    this.root = root;
    this.desk = desk;
    this.visitor = new Visitor(port);
    this.insert = (profile) => slot.insert(this.#card(profile));
    this.remove = () => slot.remove();
  }

  #card(name: string): Card {
    const profile = shippedProfile(name);
    const store = new MemoryStore(profile, personalise(profile, 1, { pki: this.services.pki }));
    const trace = (event: TraceEvent) => {
      if (event.kind === 'apdu' && event.command[1] === VERIFY && event.command.length > 5)
        this.verified.push(event.response.at(-2) ?? 0);
    };
    return new Card({ name, store, trace });
  }

  /** With the administrative file of the pharmacy accepted, and somebody who has come in. */
  static async open(t: ExecutionContext, options: CounterOptions = {}): Promise<Counter> {
    const { profile = 'cps3-pharmacien', pad, answerAfterMs = 0, openFolder = async () => false } = options;
    const services = await HealthServices.start({ names: ['registration'] });
    const { registration } = services;
    registration.answerAfter(answerAfterMs);
    await registration.accept(PHARMACY);
    const winscard = new ResourceManager();
    const slot = winscard.plugReader('comptoir', { pinPad: pad && new PinPad({ answers: pad }) });
    const root = join(temporaryDirectory('cleo-page-'), 'Dossiers');
    const failures: unknown[] = [];
    const common = { root, service: registration.url, from: 'moi@poste.invalid', ldap: true };
    const desk = new Desk({ ...common, winscard, openFolder, failed: (error) => failures.push(error) });
    const listening = await serveWeb(cleoApp({ desk, key: KEY, language: 'fr' }));
    t.teardown(async () => {
      await listening.close();
      await desk.close();
      await winscard.close();
      await services.close();
    });
    const counter = new Counter(services, root, listening.port, desk, slot);
    counter.failures = failures;
    if (profile !== '') counter.insert(profile);
    await counter.visitor.enter();
    return counter;
  }

  /** A request in its folder, with its keys. */
  async withKeys(password = ''): Promise<string> {
    const { visitor } = this;
    await visitor.send('/', { nom: 'Pharmacie' }, '/dossiers');
    await visitor.send('/dossiers/Pharmacie/nouvelle', { type: 'ssl', nom: 'Serveur' });
    const place = '/dossiers/Pharmacie/Serveur';
    await visitor.send(`${place}/etape-1`, { motdepasse: password, longueur: '2048' });
    return place;
  }
}
