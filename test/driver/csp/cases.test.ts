/** The table of cases on the embedded target. */
import { openTarget } from '../../../scenarios/world/targets/targets.ts';
import { declareCases } from './run-cases.ts';

declareCases(() => openTarget('embedded'));
