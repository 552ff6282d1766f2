/**
 * A recording of a world beside its trace: what passes between programs, readers and cards is told to the recording alone,
 * the rest to both.
 */
import type { Clock } from '#common/clock.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TraceEvent, TraceSink } from '#trace/event.ts';
import { ToldCalls } from '#trace/told-calls.ts';
import type { CodeWatch } from '#trace/told-exchanges.ts';
import type { ServedManager } from '../../../simulator/resource-manager/served-manager.ts';
import { atrIn } from '../../../simulator/resource-manager/served-manager.ts';

/** Who records; may be told at any time, and keeps what it likes. */
export interface RecordingSink {
  readonly sink: TraceSink;
  /** Is shown the data fields that hold codes. */
  readonly codes: CodeWatch;
}

/** The card tells of its commands and its power itself. */
function isOfRecordingAlone(event: TraceEvent): boolean {
  if (event.origin !== 'reader') return false;
  return event.kind === 'power' || (event.kind === 'apdu' && event.program !== undefined);
}

/** What programs on a socket tell, for both. */
export function tellingBoth(trace: TraceSink, { sink }: RecordingSink): TraceSink {
  return (event) => {
    sink(event);
    if (isOfRecordingAlone(event)) return;
    if (event.kind !== 'pcsc') trace(event);
    else {
      const { input: _input, output: _output, ...call } = event;
      trace(call);
    }
  };
}

/** The calls of the world's own programs, for the recording; waiting for readers is no exchange. */
export function recordedCalls(
  { winscard, manager, clock }: { winscard: WinScard; manager: ServedManager; clock: Clock },
  { sink, codes }: RecordingSink,
): ToldCalls {
  const exchanged: TraceSink = (event) => {
    if (event.kind !== 'pcsc' || event.call !== 'SCardGetStatusChange') sink(event);
  };
  const exchanges = { atrOf: (reader: string) => atrIn(manager, reader), codes };
  return new ToldCalls(winscard, { sink: exchanged, origin: 'reader', clock, exchanges });
}

/** The readers with the cards in them, as if they had just come. */
export function tellReaders(manager: ServedManager, sink: TraceSink): void {
  for (const { name: reader, atr } of manager.readerTable()) {
    const told = { kind: 'reader', origin: 'reader', reader } as const;
    sink({ ...told, action: 'plugged' });
    if (atr.length === 0) continue;
    sink({ ...told, action: 'card-inserted' });
    sink({ kind: 'power', origin: 'reader', card: reader, reader, action: 'powerOn', atr });
  }
}
