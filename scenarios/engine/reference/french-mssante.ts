/** The steps of MSSanté in French. */
export const MSSANTE_SUMMARIES: Readonly<Record<string, string>> = {
  'A mail program sends, reads or deletes mails of MSSanté, with the card in the reader':
    'Un logiciel de messagerie envoie, lit ou supprime des courriers de MSSanté, avec la carte du lecteur',
  'How the operator of MSSanté works from now on; what is not named stays':
    "Comment l'opérateur MSSanté travaille désormais ; ce qui n'est pas nommé reste",
};

export const MSSANTE_SERVICE: Readonly<Record<string, string>> = {
  'A program calls the web services of MSSanté (SOAP), with the card in the reader':
    'Un logiciel appelle les web services MSSanté (SOAP), avec la carte du lecteur',
  'How the web services of MSSanté work from now on; what is not named stays':
    "Comment les web services MSSanté travaillent désormais ; ce qui n'est pas nommé reste",
  'open, close: the prior authentication and its token; trustedList: the signed file of domains':
    "open, close : l'authentification préalable et son jeton ; trustedList : la liste blanche signée",
  'kept: the one of the call before, where there is one; new: with a handshake of its own':
    "kept : celle de l'appel d'avant, s'il y en a une ; new : avec sa propre poignée de main",
  'Of WS-Security, by the clock of the program': "De WS-Security, à l'horloge du logiciel",
  "Shows that program's token; its own by default": 'Montre le jeton de ce programme ; le sien par défaut',
  "open: the address that is asked for; the holder's by default":
    "open : l'adresse demandée ; celle du titulaire par défaut",
  'list, read, move, delete: which folder': 'list, read, move, delete : quel dossier',
  'read, move, delete: which message': 'read, move, delete : quel message',
  'move: into which folder': 'move : vers quel dossier',
  'send: the subject': "send : l'objet",
  'addresses: a part of a name or of an address': "addresses : une partie d'un nom ou d'une adresse",
  'trustedList: whether blanks around names are taken off': 'trustedList : si les blancs autour des noms sont ôtés',
  'The rule: name, noToken, otherCard, sessionEnded, messageExpired, family, late, badSignature...':
    'La règle : name, noToken, otherCard, sessionEnded, messageExpired, family, late, badSignature...',
  'operator: where it is refused: trust, revocation, security, session, service...':
    "operator : où c'est refusé : trust, revocation, security, session, service...",
  'Handshakes of all programs so far, each with a signature of a card':
    "Poignées de main de tous les programmes jusqu'ici, chacune avec une signature de carte",
  'open: of the holder': 'open : celle du titulaire',
  'folders: each with how many messages': 'folders : chacun avec son nombre de messages',
  'list: of all messages; read: of the message': 'list : de tous les messages ; read : du message',
  'read: the sender': "read : l'expéditeur",
  'read: a part of the text': 'read : une partie du texte',
  'move: of the message in its new folder': 'move : du message dans son nouveau dossier',
  'addresses: those that were found': 'addresses : celles qui ont été trouvées',
  'domains, trustedList: those that are trusted': 'domains, trustedList : ceux qui sont de confiance',
  'How far their clock is ahead; behind when negative': 'De combien leur horloge avance ; négatif, elle retarde',
  'Of WS-Security, in their answers': 'De WS-Security, dans leurs réponses',
  'Whether faults have one too': 'Si les erreurs en ont un aussi',
  'Whether a call without one is refused': 'Si un appel sans lui est refusé',
  'How long a prior authentication is good for': "Combien de minutes vaut l'authentification préalable",
  'What is wrong with the list of domains': 'Ce qui ne va pas dans la liste blanche',
};

export const MSSANTE_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'send over SMTP; read or delete over IMAP': 'send par SMTP ; read ou delete par IMAP',
  'By whose name the program comes': 'Par le nom de quel flux le logiciel vient',
  'Whether it tells that name in the handshake': "S'il dit ce nom à la poignée de main (SNI)",
  'Whose chains of authorities it trusts': 'À quelles chaînes de confiance il se fie',
  'read, delete: the address named with EXTERNAL; none by default':
    "read, delete : l'adresse nommée avec EXTERNAL ; aucune par défaut",
  'read, delete: which folder': 'read, delete : quel dossier',
  'send: to whom': 'send : à qui',
  'send: the subject; delete: words of the subjects': "send : l'objet ; delete : des mots des objets",
  'send: the text': 'send : le texte',
  'Whether it went through': 'Si cela a réussi',
  'The rule: name, expired, unknownIssuer, noStartTls; branch, family, notAdapted, revoked, identity...':
    'La règle : name, expired, unknownIssuer, noStartTls ; branch, family, notAdapted, revoked, identity...',
  'read: of all mails in the folder': 'read : de tous les courriers du dossier',
  'send: own address; read: sender of the last mail': "send : sa propre adresse ; read : l'expéditeur du dernier",
  'read: a part of the text of the last mail': 'read : une partie du texte du dernier',
  'delete: how many': 'delete : combien',
  "send, read: the subject of the operator's certificate, on one line":
    "send, read : le sujet du certificat de l'opérateur, sur une ligne",
  'send, read: its key and its signature, as RSA 2048, sha256':
    'send, read : sa clé et sa signature : RSA 2048, sha256',
  "send, read: the subject of the card's certificate": 'send, read : le sujet du certificat de la carte',
  'send, read: its key and its signature': 'send, read : sa clé et sa signature',
  'old: one of before IGC-Santé, which shows no certificate of a new card (simulation)':
    "old : d'avant IGC-Santé, elle ne présente aucun certificat d'une nouvelle carte (simulation)",
  'formation: for test cards, as at first': "formation : pour les cartes de test, comme d'abord",
  'Its flows during the move to IGC-Santé': 'Ses flux pendant la migration vers IGC-Santé',
  'Whether it has adapted to cards of IGC-Santé': "S'il s'est adapté aux cartes IGC-Santé",
  'Whether it takes CDE, CDA, CPE and CPA; refused at first': "S'il prend CDE, CDA, CPE et CPA ; refusées d'abord",
  'Whether it reads delta lists; read at first': "S'il lit les listes delta ; lues d'abord",
  'What IMAP wants behind the certificate': 'Ce que IMAP veut après le certificat',
  'What goes wrong on purpose; [] for nothing': 'Ce qui va mal exprès ; [] pour rien',
};
