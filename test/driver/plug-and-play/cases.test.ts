/** The table of cases on the embedded target. */
import { openTarget } from '../../../scenarios/world/targets/targets.ts';
import { declareCases } from './cases/declare.ts';

declareCases(() => openTarget('embedded'));
