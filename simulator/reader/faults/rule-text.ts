/** A rule of a fault in words. */
import { sameInEach, type Text } from '#common/language.ts';
import type { FaultCondition, FaultName, FaultRule } from './fault-rule.ts';
import { faultOf } from './fault-rule.ts';

type Said = (value: string) => Text;

const SIDES: Readonly<Record<string, Text>> = {
  before: { en: 'before', fr: 'avant' },
  after: { en: 'after', fr: 'après' },
};

function side(value: string): Text {
  return SIDES[value] ?? sameInEach(value);
}

const ANSWERED: Said = (value) => {
  const { en, fr } = side(value);
  return value in SIDES
    ? { en: `the card leaves ${en} its answer`, fr: `la carte s'en va ${fr} sa réponse` }
    : {
        en: `the card leaves after ${value} bytes of its answer`,
        fr: `la carte s'en va à ${value} octets de sa réponse`,
      };
};

const WORDS: Readonly<Record<FaultName, Said>> = {
  mute: (ms) =>
    ms === ''
      ? { en: 'mute', fr: 'muette' }
      : { en: `mute, taken out after ${ms} ms`, fr: `muette, retirée après ${ms} ms` },
  late: (ms) => ({ en: `answers ${ms} ms late`, fr: `répond avec ${ms} ms de retard` }),
  empty: () => ({ en: 'empty answer', fr: 'réponse vide' }),
  short: (bytes) => ({ en: `answer cut to ${bytes} bytes`, fr: `réponse coupée à ${bytes} octets` }),
  long: (bytes) => ({ en: `answer too long by ${bytes} bytes`, fr: `réponse trop longue de ${bytes} octets` }),
  garbage: () => ({ en: 'garbage in place of the answer', fr: "n'importe quoi à la place de la réponse" }),
  sw: (sw) => ({ en: `answers ${sw} without doing it`, fr: `répond ${sw} sans rien faire` }),
  worn: () => ({ en: 'worn memory', fr: 'mémoire usée' }),
  powerLost: (value) => ({
    en: `power lost ${side(value).en} the change`,
    fr: `alimentation perdue ${side(value).fr} le changement`,
  }),
  twice: () => ({ en: 'answers twice', fr: 'répond deux fois' }),
  closed: ANSWERED,
  unplugged: () => ({ en: 'reader unplugged', fr: 'lecteur débranché' }),
  serviceKilled: (ms) =>
    ms === ''
      ? { en: 'smart card service killed', fr: 'service de carte à puce tué' }
      : { en: `smart card service killed for ${ms} ms`, fr: `service de carte à puce tué pendant ${ms} ms` },
  atr: (bytes) => ({ en: `ATR ${bytes}`, fr: `ATR ${bytes}` }),
  changingAtr: () => ({ en: 'an ATR that changes', fr: 'un ATR qui change' }),
  noAtr: () => ({ en: 'no ATR', fr: "pas d'ATR" }),
  noticedAfter: (ms) => ({ en: `removal noticed after ${ms} ms`, fr: `retrait remarqué après ${ms} ms` }),
  leaves: () => ({ en: 'taken out in its answer to reset', fr: 'retirée pendant sa réponse à la réinitialisation' }),
  lateAtr: (ms) => ({ en: `ATR ${ms} ms late`, fr: `ATR en retard de ${ms} ms` }),
};

/** `mute`, `answers 6F00 without doing it`. */
export function actionText({ do: action }: Pick<FaultRule, 'do'>): Text {
  const { name, value } = faultOf(action);
  return WORDS[name](value === undefined ? '' : String(value));
}

/** `READ BINARY 8200, file D003`; nothing where anything will do. */
function conditionText({ command, p1p2, file, card, reader, at, nth }: FaultCondition): Text {
  const named = [command, p1p2].filter(Boolean).join(' ');
  const parts: Text[] = [
    ...(named === '' ? [] : [sameInEach(named)]),
    ...(file === undefined ? [] : [{ en: `file ${file}`, fr: `fichier ${file}` }]),
    ...(at === undefined ? [] : [sameInEach(at)]),
    ...(nth === undefined ? [] : [{ en: `time ${nth}`, fr: `${nth}e fois` }]),
    ...(card === undefined ? [] : [{ en: `card '${card}'`, fr: `carte '${card}'` }]),
    ...(reader === undefined ? [] : [{ en: `reader '${reader}'`, fr: `lecteur '${reader}'` }]),
  ];
  return { en: parts.map(({ en }) => en).join(', '), fr: parts.map(({ fr }) => fr).join(', ') };
}

/** `mute (READ BINARY, file D003)` */
export function ruleText(rule: FaultRule): Text {
  const done = actionText(rule);
  const when = conditionText(rule.when ?? {});
  if (when.en === '') return done;
  return { en: `${done.en} (${when.en})`, fr: `${done.fr} (${when.fr})` };
}
