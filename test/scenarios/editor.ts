/**
 * What an editor says of a scenario file: yaml-language-server, which VS Code and many others run, spoken to over its
 * standard input and output.
 *
 * Source: Language Server Protocol 3.17, base protocol, publishDiagnostics.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const SERVER = join(dirname(require.resolve('yaml-language-server/package.json')), 'bin', 'yaml-language-server');

interface Diagnostic {
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly message: string;
}

/** A fault as an editor shows it; line and column from 1. */
export interface EditorFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri: string; readonly diagnostics: readonly Diagnostic[] };
  readonly result?: unknown;
}

const SETTINGS = { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } } };

export class Editor {
  readonly #server: ChildProcessByStdio<Writable, Readable, null>;
  #received = Buffer.alloc(0);
  #requests = 0;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #waiting = new Map<string, (faults: readonly Diagnostic[]) => void>();

  private constructor() {
    this.#server = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#server.stdout.on('data', (part: Buffer) => this.#receive(part));
  }

  static async open(): Promise<Editor> {
    const editor = new Editor();
    await editor.#request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    editor.#send({ method: 'initialized', params: {} });
    editor.#send({ method: 'workspace/didChangeConfiguration', params: { settings: SETTINGS } });
    return editor;
  }

  /** What is wrong with that text, were it the file of that path. */
  async faults(path: string, text: string): Promise<readonly EditorFault[]> {
    const uri = pathToFileURL(path).href;
    const told = new Promise<readonly Diagnostic[]>((resolve) => this.#waiting.set(uri, resolve));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    this.#send({ method: 'textDocument/didOpen', params: { textDocument } });
    const found = await told;
    return found.map(({ range: { start }, message }) => ({
      line: start.line + 1,
      column: start.character + 1,
      message,
    }));
  }

  /** What it shows of the word at that place, from 1, of a file whose faults were asked for. */
  async hover(path: string, line: number, column: number): Promise<string> {
    const textDocument = { uri: pathToFileURL(path).href };
    const position = { line: line - 1, character: column - 1 };
    const shown = (await this.#request('textDocument/hover', { textDocument, position })) as {
      readonly contents: { readonly value: string };
    } | null;
    return shown?.contents.value ?? '';
  }

  /** The words it offers at that place. */
  async completions(path: string, line: number, column: number): Promise<readonly string[]> {
    const textDocument = { uri: pathToFileURL(path).href };
    const position = { line: line - 1, character: column - 1 };
    const offered = (await this.#request('textDocument/completion', { textDocument, position })) as {
      readonly items: readonly { readonly label: string }[];
    };
    return offered.items.map(({ label }) => label);
  }

  close(): void {
    this.#server.kill();
  }

  #request(method: string, params: object): Promise<unknown> {
    const id = ++this.#requests;
    const answered = new Promise<unknown>((resolve) => this.#answers.set(id, resolve));
    this.#send({ id, method, params });
    return answered;
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(part: Buffer): void {
    this.#received = Buffer.concat([this.#received, part]);
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      const [, length] = /Content-Length: (\d+)/.exec(this.#received.toString('latin1', 0, Math.max(end, 0))) ?? [];
      const from = end + 4;
      if (length === undefined || this.#received.length < from + Number(length)) return;
      const to = from + Number(length);
      this.#take(JSON.parse(this.#received.toString('utf8', from, to)) as Message);
      this.#received = this.#received.subarray(to);
    }
  }

  #take({ id, method, params, result }: Message): void {
    if (method === 'textDocument/publishDiagnostics' && params !== undefined) {
      this.#waiting.get(params.uri)?.(params.diagnostics);
      this.#waiting.delete(params.uri);
    } else if (method === undefined && id !== undefined) {
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    } else if (id !== undefined) this.#send({ id, result: null });
  }
}
