/** What the faults of a world are told by. */
export type {
  FaultAction,
  FaultCondition,
  FaultName,
  FaultPinState,
  FaultRule,
} from '../../simulator/reader/faults/fault-rule.ts';
export { FAULT_KINDS, FAULT_NAMES, faultOf, PIN_STATES } from '../../simulator/reader/faults/fault-rule.ts';
export { type FaultRecord, neverFired } from '../../simulator/reader/faults/fault-rules.ts';
export { ruleText } from '../../simulator/reader/faults/rule-text.ts';
