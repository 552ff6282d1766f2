/** What exec and shell can tell of the exchange: `--explain` on standard error, `--trace` into a file. */
import type { Command } from 'commander';
import { explainExchange } from '#iso7816/explain.ts';
import type { TraceEvent, TraceSink } from '#iso7816/trace-event.ts';
import { traceFile } from '../../scenarios/engine/trace-file.ts';

export interface Observers {
  readonly explain?: true;
  readonly trace?: string;
}

const PROMPTS = { current: 'code', new: 'new code', confirm: 'new code again' } as const;

function explained(event: TraceEvent): void {
  if (event.kind === 'apdu') process.stderr.write(`   ${explainExchange(event.command, event.response)}\n`);
  if (event.kind === 'pin-pad') process.stderr.write(`** PIN pad, ${PROMPTS[event.prompt]}: ${event.action}\n`);
  if (event.kind === 'power') process.stderr.write(`-- ${event.action}\n`);
}

/** The sink to give to cards, and what to close when all is over. */
export function observers({ explain, trace }: Observers): { readonly sink: TraceSink; close(): void } {
  const file = trace === undefined ? undefined : traceFile(trace);
  const sinks: TraceSink[] = [];
  if (explain) sinks.push(explained);
  if (file !== undefined) sinks.push(file.sink);
  return {
    sink: (event) => {
      for (const sink of sinks) sink(event);
    },
    close: () => file?.close(),
  };
}

export function observerOptions(command: Command): Command {
  return command
    .option('--explain', 'tell each command in words on standard error')
    .option('--trace <file>', 'write everything that happens as JSON lines; codes are masked');
}
