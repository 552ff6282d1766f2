/** The step that makes cards and readers fail. */
import { z } from 'zod';
import { defineStep } from './definition.ts';
import { type FaultArgs, faultArgs, NO_FAULT } from './parts/fault-rule.ts';

export const fault = defineStep<FaultArgs, unknown>({
  key: 'fault',
  summary:
    'From now on cards and readers fail by one rule more; none: by no rule any more. A rule that never fires fails the scenario',
  short: 'do',
  onReader: false,
  args: faultArgs,
  expect: () => z.strictObject({}),
  defaults: {},
  async run(context, { when, do: action }) {
    if (action === NO_FAULT) context.clearFaults();
    else context.addFault({ when, do: action });
    return {};
  },
});
