/** What `cps-sim run` says beside its reports. */
import type { Text } from '#common/language.ts';

export const NO_SCENARIO: Text = {
  en: 'no scenario found: name *.yaml files or their directory',
  fr: 'aucun scénario trouvé : nommez des fichiers *.yaml ou leur dossier',
};

export const A_PROGRAM: Text = { en: 'a program beside it', fr: 'un programme à côté' };
export const A_PIN_PAD: Text = { en: 'a PIN pad, which vpcd has not', fr: "un clavier, que vpcd n'a pas" };

export function noMatch(pattern: RegExp, count: number): Text {
  const plural = count === 1 ? '' : 's';
  return {
    en: `no scenario matches ${pattern} (${count} scenario${plural} found)`,
    fr: `aucun scénario ne correspond à ${pattern} (${count} scénario${plural} trouvé${plural})`,
  };
}

/** Of scenarios that need something; none when there is none. */
export function notRun({ length }: readonly unknown[], what: Text, hint: string): Text[] {
  if (length === 0) return [];
  const one = length === 1;
  return [
    {
      en: `not run: ${length} scenario${one ? ' that needs' : 's, each needs'} ${what.en} (${hint})`,
      fr: `non joué${one ? '' : 's'} : ${length} scénario${one ? ' qui demande' : 's, chacun demande'} ${what.fr} (${hint})`,
    },
  ];
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

/** What a hand has to do. */
export function please(todo: Text): Text {
  return { en: `Please ${todo.en}.`, fr: `Veuillez ${todo.fr}.` };
}
