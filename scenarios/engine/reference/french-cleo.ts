/** Descriptions of the steps of CleoCPS, of the registration server and of mails, in French. */
export const FRENCH_CLEO: Readonly<Record<string, string>> = {
  'Its PKCS#11 part signs; installed at first': 'Sa partie PKCS#11 signe ; installée au départ',
  'An older CleoCPS that is still installed; "" for none, as at first':
    'Un ancien CleoCPS encore installé ; "" pour aucun, comme au départ',
  'Whether the person lets CleoCPS send and read mail': 'Si la personne laisse CleoCPS envoyer et lire du courrier',
  'Ports 389 and 636; ldaps: 636 alone; open at first': 'Ports 389 et 636 ; ldaps : le 636 seul ; ouverts au départ',
  'Name of the request; Demande_1 by default, and then the last one':
    'Nom de la demande ; Demande_1 par défaut, ensuite la dernière',
  'init: name of the folder it stands in; Dossier_1 by default':
    'init : nom du dossier où elle est ; Dossier_1 par défaut',
  'init, wizard: by the DNS name of the server, or by its address':
    'init, wizard : par le nom DNS du serveur, ou par son adresse',
  'init: length of the key; 1024 by default': 'init : longueur de la clé ; 1024 par défaut',
  'request, wizard: full name of the server, or its e-mail address':
    'request, wizard : nom complet du serveur, ou son adresse e-mail',
  'request: national identification of the structure': 'request : identification nationale de la structure',
  'Of the keys; none by default': 'Des clés ; aucun par défaut',
  'request: signed and encrypted with the CPS card': 'request : signée et chiffrée avec la carte CPS',
  'complete: .key and .crt, .p12, or both': 'complete : .key et .crt, .p12, ou les deux',
  'complete: of the .p12, another than that of the keys': 'complete : du .p12, un autre que celui des clés',
  'complete: all: the person has changed how the mail is shown, and sees those it did not list':
    "complete : all : la personne a changé l'affichage du message, et voit celles qu'il ne listait pas",
  'Why it went no further': "Pourquoi cela n'est pas allé plus loin",
  'In the folder of the request; */ for those put aside': 'Dans le dossier de la demande ; */ pour ceux mis de côté',
  'Name of the folder it stands in': 'Nom du dossier où elle est',
  'Name of the request': 'Nom de la demande',
  'A part of the subject of the certificate': 'Une partie du sujet du certificat',
  'A part of its issuer': 'Une partie de son émetteur',
  'Length of its key': 'Longueur de sa clé',
  'complete: how many': 'complete : combien',
  'wizard: closed: the name of the server was typed': 'wizard : closed : le nom du serveur a été tapé',
  'Full name of the server, or its e-mail address': 'Nom complet du serveur, ou son adresse e-mail',
  'National identification of the structure': 'Identification nationale de la structure',
  'IdNat_PS of those who may ask for the certificate': 'IdNat_PS de ceux qui peuvent demander le certificat',
  'Who is told by mail': 'Qui est prévenu par courrier',
  'The administrative phase of this server is over': 'La phase administrative de ce serveur est finie',
  'Card of the legal responsible: CDE, CDA (CPA of a director) or CPS':
    'Carte du responsable légal : CDE, CDA (CPA Directeur) ou CPS',
  'Whether the administrative file was': "Si le dossier administratif l'a été",
  'What requests may be encrypted with from now on; sha2: what they may be signed over; anything at first':
    'Ce qui peut désormais chiffrer les demandes ; sha2 : sur quoi elles peuvent être signées ; tout au début',
  'request: what it is encrypted with': 'request : ce qui la chiffre',
  'request: what the card signs of it': 'request : ce que la carte en signe',
  'How the certificate comes with the mail from now on': 'Comment le certificat vient désormais avec le message',
  'How long an answer takes from now on; 3min at first':
    'Combien de temps prend désormais une réponse ; 3min au départ',
  'How many came so far': "Combien sont venues jusqu'ici",
  'Of the last one: granted, or the rule it broke; none': 'De la dernière : granted, ou la règle enfreinte ; none',
  'IdNat_PS of who signed the last one': 'IdNat_PS de qui a signé la dernière',
  'For which server the last one was': 'Pour quel serveur était la dernière',
  'One of its receivers': "L'un de ses destinataires",
  'Words of its subject; any by default': "Des mots de son objet ; n'importe lequel par défaut",
  'A part of its subject': 'Une partie de son objet',
  'A part of its text': 'Une partie de son texte',
  'Names of those that mail programs list; [] for none': 'Noms de celles que les messageries listent ; [] pour aucune',
  'Names of those that they do not list': "Noms de celles qu'elles ne listent pas",
  'Address it came from': "Adresse d'où il vient",
};
