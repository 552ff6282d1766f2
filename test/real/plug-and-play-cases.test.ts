/** The table of cases of Plug and Play over the system's pcscd: the same outcomes. */
import test from 'ava';
import { openTarget } from '../../scenarios/world/targets/targets.ts';
import { ensurePcscd, stopPcscd } from '../../tools/pcscd.ts';
import { declareCases } from '../driver/plug-and-play/cases/declare.ts';

test.before(ensurePcscd);

declareCases(() => openTarget('pcsc', { service: { stop: stopPcscd, start: ensurePcscd } }));
