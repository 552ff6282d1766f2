/** What differs on Windows: its own smart card service, and our winscard.dll, which programs need for a card of ours. */
import { textOf } from '#common/coded-error.ts';
import { SCARD } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { codeName } from '#windows/codes.ts';
import { winscardDll, winscardLauncher } from '../../../driver/winscard-launch/winscard-files.ts';
import { bad, type Finding, ok, type Said, warn } from './finding.ts';

const OURS: Said = {
  en: 'a reader and a card of ours need none: cps-sim exec --card cps3-medecin -- PROGRAM.EXE',
  fr: "un lecteur et une carte à nous n'en ont pas besoin : cps-sim exec --card cps3-medecin -- PROGRAMME.EXE",
};

/** Windows starts its service with the first reader, and it ends after the last. */
export function explainWindowsService(rv: number): Finding {
  if (rv === SCARD.S_SUCCESS)
    return ok({ en: "Windows' smart card service answers", fr: 'le service de carte à puce de Windows répond' });
  return warn(
    {
      en: `Windows' smart card service does not answer (${codeName(rv)}): it runs while a reader is connected`,
      fr: `le service de carte à puce de Windows ne répond pas (${codeName(rv)}) : il tourne tant qu'un lecteur est branché`,
    },
    {
      en: 'sc.exe start SCardSvr (as administrator), for a physical card',
      fr: 'sc.exe start SCardSvr (en administrateur), pour une carte physique',
    },
    OURS,
  );
}

export async function checkWindowsReaders(winscard: WinScard, context: number): Promise<Finding> {
  const { readers } = await winscard.listReaders(context);
  if (readers.length === 0) return warn({ en: 'Windows has no reader', fr: "Windows n'a pas de lecteur" }, OURS);
  return ok({ en: `readers: ${readers.join(', ')}`, fr: `lecteurs : ${readers.join(', ')}` });
}

export function checkOurDll(): Finding {
  try {
    for (const bits of ['x64', 'x86'] as const) {
      winscardDll(bits);
      winscardLauncher(bits);
    }
  } catch (error) {
    return bad(textOf(error));
  }
  return ok({
    en: 'our winscard.dll and its launcher are there: exec and shell bring Windows programs to a card of ours',
    fr: 'notre winscard.dll et son lanceur sont là : exec et shell amènent les programmes Windows à une carte à nous',
  });
}

/** Where PC/SC of this shell leads to. Its token is nobody's business. */
export function checkWindowsEnvironment({ CPS_SIM_WINSCARD }: NodeJS.ProcessEnv): Finding | undefined {
  if (CPS_SIM_WINSCARD === undefined) return undefined;
  return warn({
    en: 'CPS_SIM_WINSCARD leads programs that have our winscard.dll to a world of cps-sim, as in cps-sim exec and shell',
    fr: 'CPS_SIM_WINSCARD mène à un monde de cps-sim les programmes qui ont notre winscard.dll, comme dans cps-sim exec et shell',
  });
}
