/** A recording as a scenario: the same commands, and of each what the card answered, as what is expected. */
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { carriesReferenceData } from '#iso7816/mask.ts';
import { parseResponseApdu } from '#iso7816/response-apdu.ts';
import { swText } from '#iso7816/status-word.ts';
import type { TraceEvent } from '#trace/event.ts';
import { explainCommand } from '#trace/explain.ts';

const HEADER_LENGTH = 5;
const READER = 'lecteur';
const CARD = 'carte';

export interface ScenarioOfRecording {
  readonly title: string;
  /** The card that answers in it: a card file, or a profile and which of it. */
  readonly spec: { readonly file: string } | { readonly profile: string; readonly seed: number };
  /** The one of the recording whose exchange it is: a scenario has one reader. */
  readonly card: string | undefined;
  /** The codes of its profile by their reference, in the place of those that the recording masks. */
  readonly codeOf: (reference: number) => string | undefined;
  /** What is said of a code that the profile has none for. */
  readonly unknownCode: string;
  /** What is said of commands to another reader. */
  readonly elsewhere: (commands: number, reader: string) => string;
  /** What is said where a card is inserted that may be of another profile; undefined where all are of one. */
  readonly anotherCard: string | undefined;
  readonly language: 'fr' | 'en';
}

/** The command with a code in the place of the mask; undefined when there is none of that length. */
function withCode(command: Bytes, codeOf: ScenarioOfRecording['codeOf']): Bytes | undefined {
  if (!carriesReferenceData(command[1] ?? 0) || command.length <= HEADER_LENGTH) return command;
  const code = command[1] === INS.VERIFY ? codeOf(command[3] ?? 0) : undefined;
  const room = command.length - HEADER_LENGTH;
  if (code === undefined || code.length !== room) return undefined;
  const whole = new Uint8Array(command);
  whole.set(new TextEncoder().encode(code), HEADER_LENGTH);
  return whole;
}

function stepLines(command: Bytes, response: Bytes, of: ScenarioOfRecording): string[] {
  const title = explainCommand(command, of.language).trimEnd();
  const sent = withCode(command, of.codeOf);
  if (sent === undefined) return [`  # ${title}: ${of.unknownCode}`];
  const { data, sw } = parseResponseApdu(response);
  const length = data.length === 0 ? '' : `, length: ${data.length}`;
  return [
    `  - title: ${JSON.stringify(title)}`,
    `    apdu: "${toHex(sent)}"`,
    `    expect: { sw: "${swText(sw)}"${length} }`,
  ];
}

/** The text of a scenario file, line by line. */
export function* scenarioLines(events: Iterable<TraceEvent>, of: ScenarioOfRecording): Generator<string> {
  yield `scenario: ${JSON.stringify(of.title)}`;
  const spec = Object.entries(of.spec).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  yield `cards: { ${CARD}: { ${spec.join(', ')} } }`;
  yield `readers: { ${READER}: contact }`;
  yield 'steps:';
  yield `  - insert: ${CARD}`;
  let begun = false;
  const elsewhere = new Map<string, number>();
  for (const event of events) {
    if (event.kind === 'apdu' && event.card !== of.card)
      elsewhere.set(event.card, (elsewhere.get(event.card) ?? 0) + 1);
    const inserted = event.kind === 'reader' && event.action === 'card-inserted' && event.reader === of.card;
    const reset = event.kind === 'power' && event.action === 'reset' && event.card === of.card;
    if (begun && inserted && of.anotherCard !== undefined) yield `  # ${of.anotherCard}`;
    if (begun && (inserted || reset)) {
      yield `  - remove: ${CARD}`;
      yield `  - insert: ${CARD}`;
    }
    if (event.kind !== 'apdu' || event.card !== of.card || event.response.length < 2) continue;
    begun = true;
    yield* stepLines(event.command, event.response, of);
  }
  for (const [reader, commands] of elsewhere) yield `  # ${of.elsewhere(commands, reader)}`;
}
