/** What a program does with files: the current one of each volet, and how much of it has been read. */
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { CPS2TER_SW, SW } from '#iso7816/status-word.ts';
import { CPS2TER_ROOT } from '../../../simulator/card/profile/schema.ts';
import type { CardNames } from './card-names.ts';
import type { WholeExchange } from './whole-exchange.ts';
import type { Words } from './words.ts';

const CPS2TER_CLASS = 0xa0;
const CHANNEL = 0x03;
const SFI_FLAG = 0x80;
const MF = '3F00';

interface Place {
  df: string;
  ef: string | undefined;
}

type Doing = { readonly what: 'select' | 'read' | 'write'; readonly file: string; bytes: number };

function fids(data: Bytes): string[] {
  return toHex(data).match(/.{4}/g) ?? [];
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path;
}

export class FileWalk {
  readonly #names: CardNames;
  readonly #words: Words;
  readonly #ias: Place = { df: MF, ef: undefined };
  readonly #cps2ter: Place = { df: CPS2TER_ROOT, ef: undefined };
  #last = this.#ias;
  readonly #opened = new Set<string>();
  #doing: Doing | undefined;
  /** What was looked for in vain, one after the other. */
  #missing: string[] = [];

  constructor(names: CardNames, words: Words) {
    this.#names = names;
    this.#words = words;
  }

  /** Path of the file that the last command was about. */
  get current(): string {
    return this.#last.ef ?? this.#last.df;
  }

  /** Path of the current DF of the IAS volet. */
  get df(): string {
    return this.#ias.df;
  }

  /** Whether something is being done whose sentence is still to come. */
  get busy(): boolean {
    return this.#doing !== undefined || this.#missing.length > 0;
  }

  select({ command, sw }: WholeExchange): string[] {
    const { cla, p1, data } = command;
    const volet = cla === CPS2TER_CLASS ? this.#cps2ter : this.#ias;
    const root = cla === CPS2TER_CLASS ? CPS2TER_ROOT : MF;
    const path = p1 === 0x04 ? undefined : this.#target(p1, data, volet, root);
    // Selected again before it is read: one look, not two.
    if (this.#doing?.what === 'select' && this.#doing.file === path) this.#doing = undefined;
    const way = this.#way(cla, sw);
    if (sw === SW.FILE_NOT_FOUND || sw === CPS2TER_SW.FILE_NOT_FOUND)
      return this.#missed(way, path === undefined ? this.#names.application(data).name : this.#names.file(path));
    if (path !== undefined && sw === SW.SUCCESS && this.#names.isDf(path)) return this.#enter(volet, path, root, way);
    const told = [...this.end(), ...way];
    if (sw === SW.SUCCESS) this.#last = volet;
    if (path === undefined) return [...told, ...this.#byName(data, sw)];
    if (sw !== SW.SUCCESS) return [...told, this.#words.readsRefused(this.#names.file(path), this.#words.meaning(sw))];
    volet.df = parentOf(path);
    volet.ef = path;
    this.#doing = { what: 'select', file: path, bytes: 0 };
    return told;
  }

  /** A directory passed through once more is not worth a sentence, and does not end what is done with a file. */
  #enter(volet: Place, path: string, root: string, way: readonly string[]): string[] {
    volet.df = path;
    volet.ef = undefined;
    this.#last = volet;
    const opened = [...way, ...(path === root ? [] : this.#opens(path))];
    return opened.length === 0 ? [] : [...this.end(), ...opened];
  }

  /** The other volet or another channel, the first time it is taken. */
  #way(cla: number, sw: number): string[] {
    if (cla === CPS2TER_CLASS) return this.#once('cps2ter', this.#words.opensCps2ter);
    const channel = cla & CHANNEL;
    if (channel === 0 || sw !== SW.SUCCESS) return [];
    return this.#once(`channel ${channel}`, this.#words.opensChannel(channel));
  }

  /** One search, however many names are tried. */
  #missed(way: readonly string[], name: string): string[] {
    if (way.length === 0 && this.#missing.length > 0 && this.#doing === undefined) {
      if (!this.#missing.includes(name)) this.#missing.push(name);
      return [];
    }
    const told = [...this.end(), ...way];
    this.#missing = [name];
    return told;
  }

  read({ command, data, sw }: WholeExchange): string[] {
    const file = this.#addressed(command);
    const told = this.#doing?.file === file ? [] : this.end();
    if (data.length > 0 || sw === SW.SUCCESS || sw === SW.END_OF_FILE) {
      if (this.#doing?.file === file && this.#doing.what === 'read') this.#doing.bytes += data.length;
      else this.#doing = { what: 'read', file, bytes: data.length };
      return told;
    }
    if (this.#doing?.what === 'read' && sw === SW.WRONG_P1_P2) return told; // the end was not known
    if (this.#doing?.what === 'select') this.#doing = undefined;
    return [...told, ...this.end(), this.#words.readsRefused(this.#names.file(file), this.#why(sw))];
  }

  update({ command, sw }: WholeExchange): string[] {
    const file = this.#addressed(command);
    const told = this.#doing?.file === file && this.#doing.what !== 'read' ? [] : this.end();
    if (sw !== SW.SUCCESS) {
      if (this.#doing?.what === 'select') this.#doing = undefined;
      return [...told, ...this.end(), this.#words.writesRefused(this.#names.file(file), this.#why(sw))];
    }
    if (this.#doing?.what === 'write') this.#doing.bytes += command.data.length;
    else this.#doing = { what: 'write', file, bytes: command.data.length };
    return told;
  }

  /** What was being done with the last file, or looked for. */
  end(): string[] {
    const [doing, missing] = [this.#doing, this.#missing];
    [this.#doing, this.#missing] = [undefined, []];
    if (missing.length > 0) return [this.#words.looksFor(missing)];
    if (doing === undefined) return [];
    const file = this.#names.file(doing.file);
    if (doing.what === 'read') return [this.#words.reads(file, doing.bytes)];
    return [doing.what === 'write' ? this.#words.writes(file, doing.bytes) : this.#words.looksAt(file)];
  }

  #why(sw: number): string {
    const locked = sw === SW.SECURITY_STATUS_NOT_SATISFIED || sw === CPS2TER_SW.ACCESS_REFUSED;
    return locked ? this.#words.locked : this.#words.meaning(sw);
  }

  #once(key: string, sentence: string): string[] {
    if (this.#opened.has(key)) return [];
    this.#opened.add(key);
    return [sentence];
  }

  #opens(path: string): string[] {
    return this.#once(path, this.#words.opens(this.#names.file(path)));
  }

  #byName(aid: Bytes, sw: number): string[] {
    const { path, name } = this.#names.application(aid);
    if (sw !== SW.SUCCESS) return [this.#words.opensRefused(name, this.#words.meaning(sw))];
    this.#ias.df = path ?? MF;
    this.#ias.ef = undefined;
    return path === MF ? [] : this.#once(path ?? name, this.#words.opens(name));
  }

  #target(p1: number, data: Bytes, { df }: Place, root: string): string {
    const parts = fids(data);
    if (p1 === 0x03) return parentOf(df);
    if (parts.length === 0 || (parts.length === 1 && parts[0] === MF)) return root;
    if (parts[0] === MF) return [root, ...parts.slice(1)].join('/');
    if (p1 === 0x08) return [root, ...parts].join('/');
    const child = `${df}/${parts.join('/')}`;
    const sibling = `${parentOf(df)}/${parts.join('/')}`;
    return p1 === 0x00 && !this.#names.isDf(child) && this.#names.isDf(sibling) ? sibling : child;
  }

  #addressed({ cla, p1 }: { readonly cla: number; readonly p1: number }): string {
    const place = cla === CPS2TER_CLASS ? this.#cps2ter : this.#ias;
    if (cla !== CPS2TER_CLASS && (p1 & SFI_FLAG) !== 0) {
      const named = this.#names.bySfi(place.df, p1 & 0x1f);
      if (named !== undefined) place.ef = named;
    }
    this.#last = place;
    return place.ef ?? place.df;
  }
}
