/** A trace as a recording: a line an event, as JSON. */
import type { OutputKind } from '#files/overwritable.ts';
import type { RecordingHeader } from '#trace/recording.ts';
import { headerLine, writeEvent } from '#trace/recording-lines.ts';
import type { TraceFormat } from './trace-file.ts';

/** By its header; recordings of older versions have none. */
export const RECORDING_KIND: OutputKind = {
  name: { en: 'a trace of cps-sim', fr: 'une trace de cps-sim' },
  beginning: /^\{"(format":"cps-sim-trace\/|atMs":)/,
};

export function jsonLines(header: RecordingHeader): TraceFormat {
  return {
    kind: RECORDING_KIND,
    headLines: 1,
    begin: (file) => file.push((to) => to.text(headerLine(header))),
    event: (file, event) => file.push((to) => writeEvent(to, event)),
  };
}
