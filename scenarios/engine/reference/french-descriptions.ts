/** What arguments, expectations and the head of a scenario are, in French. */
export const FRENCH_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'What is done; a product is the last that was ordered': 'Ce qui est fait ; un produit est le dernier demandé',
  'Of a product': "D'un produit",
  'order: the offer': "order : l'offre",
  'order: the usage': "order : l'usage",
  'order: IdNat_Struct; not of the offer PS': "order : IdNat_Struct ; pas pour l'offre PS",
  'order: the service applicatif; renew: as it was, where it is said':
    "order : le service applicatif ; renew : tel qu'il était, s'il est dit",
  'order, renew: with the key of the order before': 'order, renew : avec la clé de la demande précédente',
  'withdraw, revoke: the revocation code': 'withdraw, revoke : le code de révocation',
  'withdraw: the code again; the same by default': 'withdraw : le code de nouveau ; le même par défaut',
  'withdraw: the box is ticked': 'withdraw : la case est cochée',
  'What the portal says': 'Ce que dit le portail',
  'Why it refuses: domain, fqdn, usedKey, codeLength, state, revoked...':
    'Pourquoi il refuse : domain, fqdn, usedKey, codeLength, state, revoked...',
  'Every rule of a form that is broken, in their order': "Chaque règle enfreinte d'un formulaire, dans leur ordre",
  'Of the product': 'Du produit',
  'The product that it renews': "Le produit qu'il renouvelle",
  'The product that renews it': 'Le produit qui le renouvelle',
  'What programs are told when something is wrong with a card; of our own readers only; pcsclite-ccid on the target private, else windows by default':
    'Ce que les programmes apprennent quand une carte va mal ; pour nos lecteurs seulement ; pcsclite-ccid sur la cible private, sinon windows par défaut',
  'Of that card; of all by default': 'De cette carte ; de toutes par défaut',
  'In that reader; in all by default': 'Dans ce lecteur ; dans tous par défaut',
  'By its name in the standard, or its INS in hexadecimal; any by default':
    "Par son nom dans la norme, ou son INS en hexadécimal ; n'importe laquelle par défaut",
  'P1-P2 in hexadecimal, X for any digit': "P1-P2 en hexadécimal, X pour n'importe quel chiffre",
  'The file that is selected, or that the command names': 'Le fichier sélectionné, ou celui que nomme la commande',
  'Of the code porteur': 'Du code porteur',
  'Which answer to reset; both by default': 'Quelle réponse à la réinitialisation ; les deux par défaut',
  'Only the nth time that all else fits': 'Seulement la ne fois que le reste convient',
  'So many times; once with nth, else each time': 'Tant de fois ; une avec nth, sinon chaque fois',
  'So many times of a hundred, drawn from the seed': 'Tant de fois sur cent, tirées de la graine',
  'When it happens; always by default': 'Quand cela se produit ; toujours par défaut',
  'Rules of what goes wrong, the first one that fits; in force before the first step':
    'Les règles de ce qui tombe en panne, la première qui convient ; en vigueur avant la première étape',
  'mute: no answer any more (with a time: taken out then); late; empty, short, long, garbage: the answer; sw: in its place; worn: the memory; powerLost; twice: answers; closed: the card leaves; unplugged: its reader; serviceKilled: the smart card service (with a time: so long); atr, changingAtr, noAtr, lateAtr: the answer to reset; leaves: the card, at a reset; noticedAfter: the removal, later, by a reader of ours':
    "mute : plus de réponse (avec une durée : retirée ensuite) ; late : en retard ; empty, short, long, garbage : la réponse vide, coupée, trop longue, n'importe quoi ; sw : à sa place ; worn : mémoire usée ; powerLost : alimentation perdue ; twice : répond deux fois ; closed : la carte s'en va ; unplugged : son lecteur ; serviceKilled : le service de carte à puce (avec une durée : aussi longtemps) ; atr, changingAtr, noAtr, lateAtr : la réponse à la réinitialisation ; leaves : la carte, à une réinitialisation ; noticedAfter : le retrait, plus tard, par un lecteur d'ici",
  'What this scenario shows, as a title': 'Ce que montre ce scénario, en un titre',
  'More about it, for who reads the file': "Ce qu'il y a de plus à en dire, pour qui lit le fichier",
  'Services around the cards, started before the first step; those that one stands on come with it':
    "Services autour des cartes, démarrés avant la première étape ; ceux dont l'un dépend viennent avec lui",
  'Amount in cents': 'Montant en centimes',
  'What the payment provider says': 'Ce que dit le fournisseur de paiement',
  'Who refuses': 'Qui refuse',
  'Which check fails: authority, dates, name, revoked, revocationUnknown...':
    'Quelle vérification échoue : authority, dates, name, revoked, revocationUnknown...',
  'forget: that was not installed; type: a name into the terminal; resolve: that name leads to the programme; revoke: the client certificate; deafPsp: the provider cannot ask what is revoked; putRight: as at first':
    "forget : cela n'a pas été installé ; type : un nom saisi dans le TPE ; resolve : ce nom mène à la GAP ; revoke : le certificat client ; deafPsp : le PSP ne peut demander ce qui est révoqué ; putRight : comme au début",
  'forget: what': 'forget : quoi',
  "type, resolve: name of the programme's server": 'type, resolve : nom du serveur GAP',
  'unreachable: the connection ends; notFound; html: a page of words in its place; empty; truncated; pem: in place of DER; otherIssuer: the list of another authority; exact: the directory finds names and attributes only as they are written; stale: the list of some days ago; slow; none: nothing is wrong any more':
    "unreachable : la connexion se ferme ; notFound : introuvable ; html : une page de texte à sa place ; empty : vide ; truncated : tronqué ; pem : au lieu de DER ; otherIssuer : la liste d'une autre autorité ; exact : l'annuaire ne trouve noms et attributs que tels qu'ils sont écrits ; stale : la liste d'il y a quelques jours ; slow : lent ; none : plus rien ne va mal",
  'With what that one publishes; with all by default': 'Dans ce que publie celle-là ; partout par défaut',
  'With that alone; with all by default': 'Pour cela seulement ; pour tout par défaut',
  'By that way alone; by both by default': 'Par cette voie seulement ; par les deux par défaut',
  'stale: how many; 8 by default': 'stale : combien de jours ; 8 par défaut',
  'slow: how long an answer takes; 10s by default': 'slow : le temps que met une réponse ; 10s par défaut',
  'How its certificates name revocation lists; as the documents by default':
    'Comment ses certificats nomment les listes de révocation ; par défaut comme les documents',
  'Those that they name of full lists, in that order': 'Celles des listes complètes, dans cet ordre',
  'A distribution point for each address, or one for all of them': 'Un point par adresse, ou un seul pour toutes',
  'Blanks as %20, or raw, which no address may have': "Les blancs en %20, ou tels quels, ce qu'aucune adresse n'admet",
  'certificaterevocationlist or certificateRevocationList': 'certificaterevocationlist ou certificateRevocationList',
  'Whether ;binary stands behind the attribute': "Si ;binary suit l'attribut",
  'each: the code is worth one signature; once: all until the card is reset; as the profile by default':
    "each : le code vaut une signature ; once : toutes jusqu'à la réinitialisation ; par défaut comme le profil",
  'Distinguished name: cn=DUPONT JEAN,l=Sarthe (72),o=gip-cps,c=fr':
    'Nom distinctif : cn=DUPONT JEAN,l=Sarthe (72),o=gip-cps,c=fr',
  'What each is now; issued in this order, the last one with the greatest serial number':
    'Ce que chacun est à présent ; émis dans cet ordre, le dernier avec le plus grand numéro de série',
  'Common name': 'Nom commun',
  'careful, as by default: of one entry alone, valid, issued by the authority, not revoked, the newest; greatestSerial: of all entries, valid by its dates, the greatest serial number':
    "careful, par défaut : d'une seule fiche, valable, émis par l'autorité, non révoqué, le plus récent ; greatestSerial : de toutes les fiches, valable par ses dates, le plus grand numéro de série",
  'none: nothing to encrypt with; several: two entries have that name':
    'none : rien avec quoi chiffrer ; several : deux fiches ont ce nom',
  'What the certificate is that it takes': "Ce qu'est le certificat pris",
  'How many have the name': 'Combien ont ce nom',
  'How many they hold': 'Combien elles en portent',
  'In place of an answer': "Au lieu d'une réponse",
  'Who signs: a certificate for that alone, as by default; the authority itself; one that is not delegated, foreign or expired':
    "Qui signe : un certificat fait pour cela seul, par défaut ; l'autorité elle-même ; un certificat non délégué, étranger ou périmé",
  'By which its clock is ahead': 'De combien son horloge est en avance',
  'What becomes of the nonce of a request': "Ce que devient le nonce d'une requête",
  'list: the full list alone; delta, as by default: with the delta list; ocsp: the responder':
    'list : la liste complète seule ; delta, par défaut : avec la liste delta ; ocsp : le répondeur',
  'Only addresses of that kind; all by default, in their order':
    'Seulement les adresses de ce genre ; toutes par défaut, dans leur ordre',
  'For each address, of the machine’s time; 10s by default':
    'Pour chaque adresse, en temps de la machine ; 10s par défaut',
  'late: what came is too old; unreachable: nothing came; unusable: what came is not what was asked, or not signed by whoever may; unknown: the responder does not know it; noAddress: the certificate names none':
    "late : ce qui est venu est trop vieux ; unreachable : rien n'est venu ; unusable : ce qui est venu n'est pas ce qui était demandé, ou n'est pas signé par qui le peut ; unknown : le répondeur ne le connaît pas ; noAddress : le certificat n'en nomme aucune",
  'Why it is revoked': 'Pourquoi il est révoqué',
  'Of the address that decided': "De l'adresse qui a décidé",
  'The day, or the moment in UTC, at which the calendar begins for everything in it; today by default':
    "Le jour, ou l'instant UTC, où commence le calendrier de tout ce qui s'y trouve ; aujourd'hui par défaut",
  'Cards by name, in no reader yet': 'Les cartes par leur nom, encore dans aucun lecteur',
  'Readers by name, plugged in before the first step': 'Les lecteurs par leur nom, branchés avant la première étape',
  'What happens, one thing after the other': "Ce qui se passe, une chose après l'autre",
  'A card of the scenario': 'Une carte du scénario',
  'A card of the scenario that is kept in a file': 'Une carte du scénario qui est gardée dans un fichier',
  'A reader of the scenario': 'Un lecteur du scénario',
  'Digits of a code, cancel, timeout (nobody types), wait (nobody types until the program gives up)':
    "Les chiffres d'un code, cancel (annule), timeout (personne ne tape), wait (personne ne tape jusqu'à ce que le programme renonce)",
  'The side of the card that a dual-interface reader works with':
    'La face de la carte avec laquelle travaille un lecteur double',
  'The card goes while its next command of this name, of whatever program, is under way and is never answered. What changes nothing, and UPDATE BINARY, is done; a command that presents a code (VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER) has spent a try and done no more, whatever the code':
    'La carte part pendant sa prochaine commande de ce nom, de quelque programme que ce soit, qui reste sans réponse. Ce qui ne change rien, et UPDATE BINARY, est fait ; une commande qui présente un code (VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER) a dépensé un essai et rien fait de plus, quel que soit le code',
  'absent, invalid, now, 2026-01-31, 2026-01-31T12:00:00Z, or START/END':
    'absent, invalid, now, 2026-01-31, 2026-01-31T12:00:00Z, ou DÉBUT/FIN',
  'AUTH, SIGN or a container index': "AUTH, SIGN ou le numéro d'un conteneur",
  'Absent for the root; mscp': 'Absent pour la racine ; mscp',
  'cardid, cardcf, cardapps; in mscp: cmapfile, kxc00, ksc01':
    'cardid, cardcf, cardapps ; dans mscp : cmapfile, kxc00, ksc01',
  "Its name: 'cps-sim steps properties' lists them": 'Son nom : « cps-sim steps properties » les énumère',
  'Its name': 'Son nom',
  'Its value; the HWND of no window by default': "Sa valeur ; par défaut, le HWND d'aucune fenêtre",
  'dwFlags: a PIN_ID for PIN Information, AT_* for Key Sizes':
    'dwFlags : un PIN_ID pour PIN Information, AT_* pour Key Sizes',
  '1 AT_KEYEXCHANGE, 2 AT_SIGNATURE': '1 AT_KEYEXCHANGE, 2 AT_SIGNATURE',
  'Without it the code is typed at the PIN pad of the reader':
    'Sans lui, le code est tapé au pavé numérique du lecteur',
  'PIN_ID: 1 the code porteur (default), 2 the unblocking code':
    'PIN_ID : 1 le code porteur (par défaut), 2 le code de déblocage',
  'The code that is presented': 'Le code présenté',
  'Whose code; user by default': 'À qui est le code ; user par défaut',
  'The code until then': 'Le code jusque-là',
  'The code from then on': 'Le code à partir de là',
  'The unblocking code': 'Le code de déblocage',
  'What the message is hashed with': 'Avec quoi le message est haché',
  'The message, as UTF-8': 'Le message, en UTF-8',
  'The message, in hexadecimal': 'Le message, en hexadécimal',
  'A REG_SZ, which no setting is: it is ignored': "Un REG_SZ, ce qu'aucun réglage n'est : il est ignoré",
  'A REG_DWORD, as settings are': 'Un REG_DWORD, comme sont les réglages',
  'Name of the setting': 'Nom du réglage',
  'The program that does it; each has a process, a PIN cache and dialogs of its own':
    'Le programme qui le fait ; chacun a son processus, son cache de codes et ses boîtes de dialogue',
  'Of its dialogs; fr by default': 'De ses boîtes de dialogue ; fr par défaut',
  '1500 by default': '1500 par défaut',
  'Instead of what the card says': 'Au lieu de ce que dit la carte',
  'How long a PIN is kept with the policy Timed': 'Combien de temps un code est gardé sous la politique Timed',
  'Types this code into the PIN dialog': 'Tape ce code dans la boîte de dialogue du code',
  'How long the code is looked for, in real time; it is typed at once by default':
    'Combien de temps le code est cherché, en temps réel ; sans cela il est tapé aussitôt',
  'The newest generation of cards it takes; cps3 by default':
    'La plus récente génération de cartes acceptée ; cps3 sans autre précision',
  'Inserts this card, then says that it is there': "Insère cette carte, puis dit qu'elle est là",
  '90min, 8h, 400d, 10 years, or a duration of ISO 8601: P1Y6M':
    '90min, 8h, 400d, 10 years, ou une durée ISO 8601 : P1Y6M',
  '\\\\.\\{reader}\\NAME, \\\\.\\{reader}\\, NAME, or nothing; {reader} stands for the reader of the step':
    "\\\\.\\{reader}\\NOM, \\\\.\\{reader}\\, NOM, ou rien ; {reader} est le lecteur de l'étape",
  'Name of the provider': 'Nom du fournisseur',
  'dwProvType: 1 PROV_RSA_FULL': 'dwProvType : 1 PROV_RSA_FULL',
  '\\\\.\\{reader}\\': '\\\\.\\{reader}\\',
  'Name of the container; the default one of the card when it is absent':
    'Nom du conteneur ; à défaut, celui par défaut de la carte',
  'Nobody may be asked': 'Personne ne peut être interrogé',
  'The policy; yes by default': 'La stratégie ; yes par défaut',
  'The remedy Windows does not have; no by default': "Le remède que Windows n'a pas ; no par défaut",
  'Common name of the issuer': "Nom commun de l'émetteur",
  "By extended key usage, as the guide's sample does": "Par l'usage étendu de la clé, comme l'exemple du guide",
  'The text that is signed': 'Le texte signé',
  'A signature that was remembered': 'Une signature gardée par remember',
  '10 by default': '10 par défaut',
  'Of its messages; fr by default': 'De ses messages ; fr par défaut',
  'Where it looks for drivers; windows-update by default': 'Où il cherche ses pilotes ; windows-update par défaut',
  'The policy EnableScPnP; yes by default': 'La stratégie EnableScPnP ; yes par défaut',
  'The policy ScPnPNotification; no by default': 'La stratégie ScPnPNotification ; no par défaut',
  'ccid: Windows has their driver; vendor: it has to look for one':
    'ccid : Windows a leur pilote ; vendor : il doit en chercher un',
  '-i -a {paquet}/cpsmd.inf, -e, -d oem0.inf, /add-driver ...':
    '-i -a {paquet}/cpsmd.inf, -e, -d oem0.inf, /add-driver ...',
  'Whether the console was started as administrator': 'Si la console a été lancée en administrateur',
  'Name of the publisher': "Nom de l'éditeur",
  'Of the registry': 'Du registre',
  'Name of the folder': 'Nom du dossier',
  '2.5.0.0; that of the guide by default': '2.5.0.0 ; celle du guide par défaut',
  '2018-03-14; that of the guide by default': '2018-03-14 ; celle du guide par défaut',
  'whql by default': 'whql par défaut',
  'The INF is malformed, was altered after it was signed, or has no catalogue file':
    "L'INF est mal formé, a été modifié après sa signature, ou n'a pas de fichier catalogue",
  'search, add: words of the title': 'search, add : des mots du titre',
  'download: where to': 'download : vers où',
  'import, transfer: how many get through; all by default': 'import, transfer : combien passent ; tous par défaut',
  'The command APDU, in hexadecimal': "L'APDU de commande, en hexadécimal",
  'The event that is waited for': "L'événement attendu",
  'started: it has sent its first command APDU; ended: it has':
    'started : il a envoyé son premier APDU de commande ; ended : il a fini',
  'A card has answered that many of its command APDUs': 'Une carte a répondu à autant de ses APDU de commande',
  'A card has answered a command of this name': 'Une carte a répondu à une commande de ce nom',
  'Words for the report': 'Des mots pour le rapport',
  'Times to do the step; the last time is what is expected':
    "Nombre de fois où faire l'étape ; c'est la dernière qui est attendue",
  'Keeps the data of this step under a name, for sameAs and differsFrom':
    'Garde les données de cette étape sous un nom, pour sameAs et differsFrom',
  'The reader it concerns; the first of the scenario by default':
    'Le lecteur concerné ; le premier du scénario par défaut',
  'The event a program must see': "L'événement qu'un programme doit voir",
  'Time it may take': 'Le temps que cela peut prendre',
  'Time it may take, in real time': 'Le temps que cela peut prendre, en temps réel',
  'Time the whole scenario may take, in real time; then it has failed':
    'Le temps que tout le scénario peut prendre, en temps réel ; ensuite il a échoué',
  'An unmodified program to run beside the steps, and its arguments: [ pkcs11-tool, -L ]':
    'Un programme, tel quel, à lancer à côté des étapes, et ses arguments : [ pkcs11-tool, -L ]',
  'Codes the pad has asked for so far': "Codes que le pavé a demandés jusqu'ici",
  'success, which is also expected when nothing is said': "success, ce qui est aussi attendu quand rien n'est dit",
  'The return code, or several where targets may differ':
    'Le code de retour, ou plusieurs là où les cibles peuvent différer',
  'The bytes that must come': 'Les octets qui doivent venir',
  'How many bytes must come': "Combien d'octets doivent venir",
  'Equal to what was remembered under this name': 'Égal à ce qui a été gardé sous ce nom',
  'Not equal to what was remembered under this name': 'Différent de ce qui a été gardé sous ce nom',
  'What the key is for': 'À quoi sert la clé',
  "A part of the certificate's subject": 'Une partie du sujet du certificat',
  "A part of the certificate's issuer": "Une partie de l'émetteur du certificat",
  'The names, in any order': "Les noms, dans n'importe quel ordre",
  'Bytes it has': 'Nombre de ses octets',
  CARD_FILE_ACCESS_CONDITION: 'CARD_FILE_ACCESS_CONDITION',
  'Of PIN Identifier': 'De PIN Identifier',
  'Tries left of the code that was presented': 'Essais restants du code présenté',
  'Tries left of the code porteur': 'Essais restants du code porteur',
  'The signature is right for the key of the certificate in the card':
    'La signature est juste pour la clé du certificat de la carte',
  'Parts that must stand in it': "Des parties qui doivent s'y trouver",
  'Parts that must not': "Des parties qui ne doivent pas s'y trouver",
  'How many lines it has': 'Combien de lignes il a',
  'The dialogs that were shown; [] for none': 'Les boîtes de dialogue montrées ; [] pour aucune',
  'A part of what the last dialog said': 'Une partie de ce que disait la dernière boîte de dialogue',
  'Name of the container': 'Nom du conteneur',
  'The values, in any order': "Les valeurs, dans n'importe quel ordre",
  'How many values there are': 'Combien de valeurs il y a',
  'What was decrypted, as UTF-8': 'Ce qui a été déchiffré, en UTF-8',
  'Names of their containers, in any order': "Les noms de leurs conteneurs, dans n'importe quel ordre",
  'A text or a number; bytes are `data`': 'Un texte ou un nombre ; les octets sont `data`',
  'How many there are': 'Combien il y en a',
  'The containers their keys are in': 'Les conteneurs où sont leurs clés',
  'Whether there is one': "S'il y en a un",
  'WebErrorStatus; Success when nothing is said': "WebErrorStatus ; Success quand rien n'est dit",
  'Whether the signature is right; yes when nothing is said': "Si la signature est juste ; yes quand rien n'est dit",
  'Certificates taken out': 'Certificats ôtés',
  'The messages, in their order; [] for none': 'Les messages, dans leur ordre ; [] pour aucun',
  'A part of what they said': "Une partie de ce qu'ils disaient",
  'The states gone through, as in figure 9 of the guide': 'Les états traversés, comme à la figure 9 du guide',
  'State of the workstation: A8 when the card can be used': 'État du poste : A8 quand la carte peut servir',
  'How it is': 'Comment elle va',
  'Its first hardware identifier': 'Son premier identifiant de matériel',
  'oem0.inf, or none': 'oem0.inf, ou none',
  'Version of its driver': 'Version de son pilote',
  'What came of it; updated when nothing is said': "Ce qui en est sorti ; updated quand rien n'est dit",
  'Published names: those added, or those in the store': 'Noms publiés : ceux ajoutés, ou ceux du magasin',
  'Providers of the packages in the store': 'Fournisseurs des paquets du magasin',
  'Devices it was installed on': 'Périphériques sur lesquels il a été installé',
  'Their names; [] for none': 'Leurs noms ; [] pour aucune',
  'The CSP of the first': 'Le CSP de la première',
  'The KSP of the first': 'Le KSP de la première',
  'The minidriver of the first': 'Le minidriver de la première',
  'Numbers of the events, in their order': 'Les numéros des événements, dans leur ordre',
  'A part of what they say': "Une partie de ce qu'ils disent",
  'Entries found, in the basket, downloaded or published': 'Entrées trouvées, au panier, téléchargées ou publiées',
  'Of the first': 'De la première',
  'That they are for': 'Auxquels elles sont destinées',
  'Of all together': 'De toutes ensemble',
  'Entries whose state is "Terminé"': "Entrées dont l'état est « Terminé »",
  'Entries whose state is "En attente"': "Entrées dont l'état est « En attente »",
  'Entries that were approved': 'Entrées approuvées',
  'SW1-SW2, X for any digit; 9000 when nothing is said':
    "SW1-SW2, X pour n'importe quel chiffre ; 9000 quand rien n'est dit",
  'Exit code of the program, 128 and more for a signal': 'Code de sortie du programme, 128 et plus pour un signal',
  'A shipped profile (cps3-medecin) or the path of a profile file (*.json)':
    "Un profil livré (cps3-medecin) ou le chemin d'un fichier de profil (*.json)",
  "Whom it is for, in the place of the profile's holder: a person (cps-sim people list) or a person file (*.json)":
    'Pour qui elle est, à la place du porteur du profil : une personne (cps-sim people list) ou un fichier de personne (*.json)',
  'Issued by authorities of the same names and other keys, which nobody trusts':
    "Émise par des autorités de mêmes noms et d'autres clés, que personne ne croit",
  'Its issuer has put it out of service: its certificates are revoked':
    "Son émetteur l'a mise en opposition : ses certificats sont révoqués",
  'Why; unspecified by default': 'Pourquoi ; unspecified par défaut',
  "The server's clock; right by default": "L'horloge du serveur ; à l'heure par défaut",
  'Since when; now by default': 'Depuis quand ; maintenant par défaut',
  'Only that one is revoked; all of them by default': 'Celui-là seul est révoqué ; tous par défaut',
  'Certificates that were not revoked before': "Certificats qui n'étaient pas encore révoqués",
  'unknown: none of them issued it': "unknown : aucune d'elles ne l'a émis",
  'Which of them issued it: sante-test-fort-personnes; none': "Laquelle l'a émis : sante-test-fort-personnes ; none",
  'Of that authority': 'De cette autorité',
  'Same seed, same card: keys, certificates, serial number':
    'Même graine, même carte : clés, certificats, numéro de série',
  'Not valid before; as the profile has it by default': 'Pas valide avant ; par défaut, comme le dit le profil',
  'Not valid after; as the profile has it by default': 'Plus valide après ; par défaut, comme le dit le profil',
  'Other dates than those of the profile, for a card that has expired, is not valid yet or expires soon':
    "D'autres dates que celles du profil, pour une carte expirée, pas encore valide ou qui expire bientôt",
  'file: the card lives in a card file of its own and survives a crash of its program':
    'file : la carte vit dans un fichier à elle et survit à un arrêt brutal de son programme',
  'Path of a card file (*.cps.json); the run works on a copy':
    "Chemin d'un fichier de carte (*.cps.json) ; le jeu travaille sur une copie",
  'A card of another family: it answers to reset and refuses every command':
    "Une carte d'une autre famille : elle répond à la mise sous tension et refuse toute commande",
};
