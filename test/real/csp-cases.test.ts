/** The table of cases of the CSP, the KSP and the store over the system's pcscd: the same outcomes. */
import test from 'ava';
import { openTarget } from '../../scenarios/world/targets/targets.ts';
import { ensurePcscd, stopPcscd } from '../../tools/pcscd.ts';
import { declareCases } from '../driver/csp/run-cases.ts';

test.before(ensurePcscd);

declareCases(() => openTarget('pcsc', { service: { stop: stopPcscd, start: ensurePcscd } }));
