/** What `cps-sim run` says beside its reports. */
import { alternatives, followedBy, type Text } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import type { ToldScenario, ToldStep } from '#trace/event.ts';
import type { Shard } from './options.ts';

/** @param folders as they were typed */
export function noScenarioIn(folders: readonly string[]): Text {
  const list = folders.join(', ');
  return {
    en: `${list}: no scenario found, looked for *.yaml and *.yml files that begin with 'scenario:', in folders below too`,
    fr: `${list} : aucun scénario trouvé, cherché : des fichiers *.yaml et *.yml qui commencent par 'scenario:', aussi dans les dossiers dessous`,
  };
}

export const A_PROGRAM: Text = { en: 'a program beside it', fr: 'un programme à côté' };
export const A_WORLD: Text = { en: 'a world of its own for its program', fr: 'un monde à lui pour son programme' };
export const A_PIN_PAD: Text = { en: 'a PIN pad, which vpcd has not', fr: "un clavier, que vpcd n'a pas" };

export const OWN_READERS: Text = {
  en: 'readers of ours, which report as they are told',
  fr: "des lecteurs d'ici, qui rendent compte comme on le leur dit",
};

export function noMatch(pattern: RegExp, count: number): Text {
  const plural = count === 1 ? '' : 's';
  return {
    en: `no scenario matches ${pattern} (${count} scenario${plural} found)`,
    fr: `aucun scénario ne correspond à ${pattern} (${count} scénario${plural} trouvé${plural})`,
  };
}

export function tooSlow(pattern: RegExp, limitMs: number): Text {
  return {
    en: `--grep ${pattern}: not through after ${limitMs / 1000} s; expected a pattern without a repetition in a repetition, such as (a+)+`,
    fr: `--grep ${pattern} : pas fini après ${limitMs / 1000} s, attendu : un motif sans répétition dans une répétition, comme (a+)+`,
  };
}

/** Of a run that was interrupted while it was made ready, or while its workers were. */
export const NOTHING_PLAYED: Text = {
  en: 'interrupted: nothing was played yet',
  fr: "interrompu : rien n'était encore joué",
};

/** Of `--tags`, where all tags are known. */
export function noneTagged(tags: readonly string[]): Text {
  const list = tags.join(',');
  return { en: `no scenario is left by --tags ${list}`, fr: `--tags ${list} ne laisse aucun scénario` };
}

export function unknownTag(tag: string, known: readonly string[]): Text {
  const shown = withoutPossibleCodes(tag);
  const list = alternatives(known);
  const said: Text =
    known.length === 0
      ? {
          en: `--tags ${shown}: none of these scenarios has tags`,
          fr: `--tags ${shown} : aucun de ces scénarios n'a d'étiquette`,
        }
      : {
          en: `--tags ${shown}: none of these scenarios has that tag, expected ${list.en}`,
          fr: `--tags ${shown} : aucun de ces scénarios n'a cette étiquette, attendu : ${list.fr}`,
        };
  return followedBy(said, didYouMean(nearest(tag, known)));
}

export const ALL_PASSED: Text = {
  en: 'nothing is known to have failed when it was last played from this folder: everything asked for is played',
  fr: 'on ne sait rien qui ait échoué la dernière fois depuis ce dossier : tout est joué',
};

/** Of `--last-failed`, when none of what did not pass is among what is asked for. */
export function noneOfLastFailed(failed: number, count: number): Text {
  const [one, asked] = [failed === 1, count === 1];
  return {
    en: `${failed} did not pass when last played from this folder, and ${asked ? 'the one' : `none of the ${count}`} asked for ${asked ? 'is not among them' : 'is among them'}`,
    fr: `${failed} n'avai${one ? 't' : 'ent'} pas réussi la dernière fois depuis ce dossier, ${asked ? "et celui demandé n'en est pas" : `et aucun des ${count} demandés n'en est`}`,
  };
}

/** Of `--shard`, where the list has fewer scenarios than there are parts. */
export function emptyShard({ index, count }: Shard, scenarios: number): Text {
  const plural = scenarios === 1 ? '' : 's';
  return {
    en: `warning: --shard ${index}/${count} plays nothing: ${scenarios} scenario${plural} asked for, in ${count} parts; take ${scenarios} or fewer`,
    fr: `attention : --shard ${index}/${count} ne joue rien : ${scenarios} scénario${plural} demandé${plural}, en ${count} parts ; prenez-en ${scenarios} au plus`,
  };
}

/** Why a scenario is skipped. */
export function needs(what: Text, hint: string): Text {
  return { en: `needs ${what.en} (${hint})`, fr: `demande ${what.fr} (${hint})` };
}

/** Beside a scenario in a list. */
export function skipped(reason: string): Text {
  return { en: `skipped: ${reason}`, fr: `écarté : ${reason}` };
}

/** Of scenarios that need something, where there is no other. */
export function notRun(count: number, what: Text, hint: string): Text {
  const one = count === 1;
  return {
    en: `not run: ${count} scenario${one ? ' that needs' : 's, each needs'} ${what.en} (${hint})`,
    fr: `non joué${one ? '' : 's'} : ${count} scénario${one ? ' qui demande' : 's, chacun demande'} ${what.fr} (${hint})`,
  };
}

export function couldBlock(place: string): Text {
  return {
    en:
      `${place}: presents a code; a real card could be blocked by it, for ever. ` +
      '--allow-pin-blocking runs it all the same: use a test card you can do without',
    fr:
      `${place} : présente un code ; une carte réelle pourrait en être bloquée, pour toujours. ` +
      '--allow-pin-blocking le joue quand même : prenez une carte de test dont vous pouvez vous passer',
  };
}

export function seeFiles(total: number, files: string): Text {
  const plural = total === 1 ? '' : 's';
  return { en: `of ${total} scenario${plural}: see ${files}`, fr: `sur ${total} scénario${plural} : voir ${files}` };
}

/** Where a run was ended, for who sees no table. */
export function interruptedAt({ title, file }: ToldScenario, step: ToldStep | undefined): Text {
  const place = step === undefined ? file : `${file}:${step.line}`;
  const text = step === undefined ? '' : `, ${step.text}`;
  return { en: `interrupted: ${title} (${place})${text}`, fr: `interrompu : ${title} (${place})${text}` };
}

/** The name of the target where the program was typed. */
export function besideProgram(name: string): Text {
  return { en: `private, beside ${name}`, fr: `private, à côté de ${name}` };
}

/** What a hand has to do. */
export function please(todo: Text): Text {
  return { en: `Please ${todo.en}.`, fr: `Veuillez ${todo.fr}.` };
}
