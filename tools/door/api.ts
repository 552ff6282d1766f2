/** What the door answers: the shapes of its JSON, for the door, the command line and the page of the console. */

interface BothLanguages {
  readonly fr: string;
  readonly en: string;
}

export interface RefusalBody {
  /** `ERR_DOOR`, `ERR_SCENARIO_FILE`... */
  readonly code: string;
  /** Which of the cases of that code. */
  readonly reason?: string | undefined;
  readonly message: BothLanguages;
}

export interface ReaderState {
  readonly name: string;
  /** `contact`, `contactless`, `dual`, `pinpad`, `vpcd`. */
  readonly kind: string;
  /** Its name in PC/SC, while it is plugged in. */
  readonly pcscName?: string | undefined;
  readonly plugged: boolean;
  /** The name of the card in it. */
  readonly card?: string | undefined;
  /** Codes that its PIN pad has asked for; absent where it has none. */
  readonly asked?: number | undefined;
}

/** What is known of a code, without knowing it. */
export interface PinOfCard {
  /** 1 is the code porteur, 2 the code de déblocage. */
  readonly reference: number;
  readonly verified: boolean;
  /** 0: it is blocked. */
  readonly triesRemaining: number;
  readonly maxTries: number;
}

export interface CardOfWorld {
  readonly name: string;
  /** The profile it is of; absent where it is of none. */
  readonly profile?: string | undefined;
  /** The reader it is in. */
  readonly reader?: string | undefined;
  /** None before the card was first in a reader. */
  readonly pins: readonly PinOfCard[];
}

interface FaultOfWorld {
  /** From 1, in the order in which rules were given. */
  readonly number: number;
  readonly rule: BothLanguages;
  /** How often. */
  readonly fired: number;
  /** False: others have taken its place. */
  readonly inForce: boolean;
}

/** A dialog on the screen of a program, which waits for its answer. */
export interface OpenDialog {
  readonly id: number;
  readonly program: string;
  readonly kind: 'pin' | 'insert-card';
  readonly title: string;
  readonly heading: string;
  readonly text: string;
  /** The same in each language. */
  readonly words: Readonly<Record<'fr' | 'en', Pick<OpenDialog, 'title' | 'heading' | 'text'>>>;
}

/** A code that a PIN pad asks for, and somebody may type; never what was typed. */
export interface OpenEntry {
  readonly id: number;
  /** The reader with the pad. */
  readonly reader: string;
  /** The code, a new one, the new one again. */
  readonly prompt: 'current' | 'new' | 'confirm';
  /** What the display says. */
  readonly text: BothLanguages;
  /** Digits so far. */
  readonly typed: number;
  readonly minLength: number;
  readonly maxLength: number;
  /** Whether the key OK ends it; the last digit does otherwise. */
  readonly ok: boolean;
  /** How long the program waits for it, and how much of that is left. */
  readonly timeoutMs: number;
  readonly leftMs: number;
  /** Who has begun to type: no one else can. */
  readonly typist?: string | undefined;
}

/** A recording that is under way. */
export interface RecordingState {
  /** Of names, serial numbers and certificates. */
  readonly identity: 'kept' | 'replaced';
  /** So far. */
  readonly commands: number;
  /** That sent one. */
  readonly programs: number;
  /** As much is recorded as may be: what came since is not in it. */
  readonly full?: true | undefined;
}

export interface WorldState {
  readonly name: string;
  /** Number of its last event: what `since` counts from. */
  readonly seq: number;
  /** Variables that bring an unmodified program into this world. */
  readonly environment: Readonly<Record<string, string>>;
  readonly readers: readonly ReaderState[];
  readonly cards: readonly CardOfWorld[];
  readonly faults: readonly FaultOfWorld[];
  readonly dialogs: readonly OpenDialog[];
  readonly entries: readonly OpenEntry[];
  /** Absent while nobody records. */
  readonly recording?: RecordingState | undefined;
}

export interface PlayedBody {
  /** The step in one line, codes masked. */
  readonly step: string;
  /** Number of the last event before it: what has come of it is behind that. */
  readonly since: number;
  /** What came, by the names that `expect` has; bytes in hexadecimal. */
  readonly observed: Readonly<Record<string, unknown>>;
  /** What the return code in `observed.error` means, or why it came; absent where there is none. */
  readonly meaning?: BothLanguages | undefined;
}

/** A scenario of the library. */
export interface ListedScenario {
  /** Its path in the library: `code-porteur/change.yaml`, of a row with its line. */
  readonly file: string;
  readonly title: string;
  readonly steps: number;
}

/** A scenario that is being played, or was, in a world of its own. */
export interface RunState {
  readonly id: number;
  readonly file: string;
  readonly title: string;
  readonly steps: number;
  readonly stepsDone: number;
  /** The step under way, codes masked. */
  readonly step?: string | undefined;
  readonly outcome: 'running' | 'passed' | 'failed' | 'error' | 'interrupted' | 'skipped';
  /** Why it has not passed. */
  readonly why?: string | undefined;
}
