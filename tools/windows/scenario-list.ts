/** Which folders of the library CI plays under Windows' node.exe in Wine, and why not the others. */

/** In process, on the virtual clock. */
export const PLAYED_FOLDERS = [
  'carte',
  'code-porteur',
  'diapason',
  'guide',
  'lecteurs',
  'pannes',
  'pave-numerique',
  'porteurs',
  'programme',
  'signature',
];

/** Also over the sockets of vpcd, in the time that it takes. */
export const EMBEDDED_FOLDERS = ['lecteurs', 'pave-numerique', 'signature'];

interface NotPlayed {
  readonly folders: readonly string[];
  readonly why: string;
}

const LONG = 'plays whole; its servers and handshakes take minutes under Wine';

export const NOT_PLAYED: readonly NotPlayed[] = [
  { folders: ['avec-programme'], why: 'waits for a program; cps-sim exec is judged by itself' },
  { folders: ['cleo', 'mssante', 'portal', 'testssl'], why: LONG },
  { folders: ['revocation'], why: "eleven ask servers by fetch, which connects to nothing in Wine 8's node.exe 20" },
];
