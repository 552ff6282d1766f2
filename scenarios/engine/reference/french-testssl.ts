/** Descriptions of the steps of TESTSSL, in French. */
export const FRENCH_TESTSSL: Readonly<Record<string, string>> = {
  'new; kept: the one before, if the server keeps it; ticket: a new one that resumes the session':
    "new : une nouvelle ; kept : celle d'avant, si le serveur la garde ; ticket : une nouvelle qui reprend la session",
  "Whether the authorities above the card's certificate are sent too":
    'Si les autorités au-dessus du certificat de la carte sont envoyées aussi',
  'Whether the server is called by its name (SNI)': 'Si le serveur est appelé par son nom (SNI)',
  'Whether connections and sessions end when the card leaves its reader':
    'Si les connexions et les sessions finissent quand la carte quitte son lecteur',
  'What the site says of the card; none: the connection came to nothing':
    "Ce que le site dit de la carte ; none : la connexion n'a pas abouti",
  'How the connection came to be': "Comment la connexion s'est faite",
  'Whom the site saw: CLAIRE MEDECIN9990001 (899909990001)': 'Qui le site a vu : CLAIRE MEDECIN9990001 (899909990001)',
  'Where it was refused: TLS, HTTP, proxy, certificate, trust, validity, usage, revocation, authorisation':
    'Où elle a été refusée : TLS, HTTP, proxy, certificate, trust, validity, usage, revocation, authorisation',
  'card: what is read on it; entrance: the page before, which a certificate on a path leaves open':
    "card : ce qui y est lu ; entrance : la page d'avant, qu'un certificat demandé sur un chemin laisse ouverte",
  'Bytes sent along, as a form with a document': 'Octets envoyés avec, comme un formulaire avec un document',
  'Which of the two keys of the card is shown': 'Laquelle des deux clés de la carte est présentée',
  "The page over HTTP, with the card's certificate in a header: of the site's own proxy, of one that passes none on (silent) or cuts it, or written by anybody (forged)":
    "La page HTTP, le certificat de la carte dans un en-tête : du mandataire du site (own), d'un qui n'en transmet pas (silent) ou le coupe (cut), ou écrit par n'importe qui (forged)",
  'Who comes in with a good certificate: cards alone; insi: ORG AUTH_CLI of that name; dmp: any ORG AUTH_CLI':
    'Qui entre avec un bon certificat : les cartes seules ; insi : ORG AUTH_CLI de ce nom ; dmp : tout ORG AUTH_CLI',
  'Which rule is broken: otherBranch, expired, revoked, incompleteChain...':
    'Quelle règle est enfreinte : otherBranch, expired, revoked, incompleteChain...',
  'none: why, of the card (not-inserted, card-removed...), or connection':
    'none : pourquoi, de la carte (not-inserted, card-removed...), ou connection',
  'Whose cards are taken': 'Les cartes de quelle branche sont acceptées',
  '1.2: PKCS#1 signatures, which every card makes; 1.2-pss; 1.3; openssl: any':
    '1.2 : signatures PKCS#1, que fait toute carte ; 1.2-pss ; 1.3 ; openssl : toutes',
  'Names of authorities that clients choose a certificate by':
    "Les noms d'autorités d'après lesquels les clients choisissent un certificat",
  'Authorities that the server has; roots: the client sends the others':
    'Les autorités que le serveur a ; roots : le client envoie les autres',
  'Authorities that may stand between a certificate and its root':
    "Combien d'autorités peuvent être entre un certificat et sa racine",
  'Of OpenSSL: 1 refuses SHA-1, 2 keys below 2048 bits too':
    "Celui d'OpenSSL : 1 refuse SHA-1, 2 aussi les clés sous 2048 bits",
  'Whether sessions are resumed, without the card': 'Si les sessions sont reprises, sans la carte',
  'Whether a connection stays after an answer': 'Si une connexion reste après une réponse',
  'How long a handshake may take, the code included':
    'Combien de temps une poignée de main peut durer, le code compris',
  'What who names no server gets': "Ce qu'obtient qui ne nomme aucun serveur",
  'Asked for in the handshake, or by another one on one path':
    'Demandé dans la poignée de main, ou par une autre sur un chemin',
  'Whether the page over HTTP believes the certificate of a header': "Si la page HTTP croit le certificat d'un en-tête",
  "Of the program's own OpenSSL; 0 lets a card of 2TER (SHA-1) out":
    "Celui de l'OpenSSL du programme ; 0 laisse passer une carte 2TER (SHA-1)",
};
