/** What composes scenarios of parts, rows and groups, in French. */
export const FRENCH_LANGUAGE: Readonly<Record<string, string>> = {
  'Setups, by their paths from this file: what they have is had and done first, each once':
    "Des mises en place, par leur chemin depuis ce fichier : ce qu'elles ont est là, et ce qu'elles font est fait d'abord, chacune une fois",
  'Values by name, which stand where a value is ${name}; what a scenario says goes before what a setup says': `Des valeurs par leur nom, qui se mettent là où une valeur est \${nom} ; ce que dit un scénario passe avant ce que dit une mise en place`,
  'Played once for each row, by its name, with the variables that stand in it':
    "Joué une fois pour chaque ligne, par son nom, avec les variables qui s'y trouvent",
  'Words to choose it by, with --tags': 'Des mots par lesquels le choisir, avec --tags',
  'It is not played, and told as skipped for that reason': "Il n'est pas joué, et donné comme écarté pour cette raison",
  'In the place of scenario: what scenarios share that include this file':
    "À la place de scenario : ce qu'ont en commun les scénarios qui incluent ce fichier",
  'In the place of a step: a group of steps, done as often as repeat beside it says':
    "À la place d'une étape : un groupe d'étapes, faites autant de fois que le dit repeat à côté",
  'What must come of it; of a list of outcomes, one of them':
    "Ce qui doit en sortir ; d'une liste d'issues, l'une d'elles",
  'It has made that call of PC/SC, it or a program that it started; SCardGetStatusChange: and was told something':
    "Il a fait cet appel PC/SC, lui ou un programme qu'il a lancé ; SCardGetStatusChange : et il en a appris quelque chose",
  'How many commands, or calls, of that name': "Combien de commandes, ou d'appels, de ce nom",
  'Cards and readers take their time, as their profiles say it: 1, or how many times as long; none by default':
    'Cartes et lecteurs prennent leur temps, tel que le disent leurs profils : 1, ou combien de fois plus ; aucun par défaut',
  'How long': 'Combien de temps',
  'Waits that long by the clock on the wall, beside a program only; the program is started if it is not, and its end ends the pause':
    "Attend ce temps à l'horloge du mur, à côté d'un programme seulement ; le programme est lancé s'il ne l'est pas, et sa fin finit la pause",
};
