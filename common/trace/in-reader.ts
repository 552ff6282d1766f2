import type { TraceSink } from './event.ts';

/** The same sink; a card does not know where it is, and its power events say so: `reader` names the reader it is in. */
export function inReader(sink: TraceSink, reader: () => string | undefined): TraceSink {
  return (event) => {
    const name = event.kind === 'power' ? reader() : undefined;
    sink(name === undefined ? event : ({ ...event, reader: name } as typeof event));
  };
}
