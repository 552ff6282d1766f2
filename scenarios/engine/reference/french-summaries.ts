/** What each step does, in French. */
export const FRENCH_SUMMARIES: Readonly<Record<string, string>> = {
  'A program orders, withdraws, follows, renews or revokes a certificate at the portal, with the card in the reader':
    'Un programme demande, retire, suit, renouvelle ou révoque un certificat au portail, avec la carte du lecteur',
  "A payment at the terminal of Diapason: TPE, GAP and PSP look at one another's certificates":
    'Un paiement au terminal de Diapason : TPE, GAP et PSP regardent leurs certificats',
  'What somebody does to the programs of Diapason, or forgets':
    "Ce que quelqu'un fait aux programmes de Diapason, ou oublie",
  'A program opens the page of TESTSSL with the card in the reader, and says whom the site saw':
    'Un programme ouvre la page de TESTSSL avec la carte du lecteur, et dit qui le site a vu',
  'Sets the server of TESTSSL; what is not named stays, and every connection ends':
    "Règle le serveur de TESTSSL ; ce qui n'est pas nommé reste, et toute connexion finit",
  'From now on cards and readers fail by one rule more; none: by no rule any more. A rule that never fires fails the scenario':
    'Désormais cartes et lecteurs tombent en panne selon une règle de plus ; none : selon aucune. Une règle qui ne joue jamais fait échouer le scénario',
  'Kills the smart card service (pcscd, SCardSvr) or starts it again: calls under way lose their answer, contexts and handles are gone':
    'Tue le service de carte à puce (pcscd, SCardSvr) ou le redémarre : les appels en cours perdent leur réponse, contextes et handles disparaissent',
  'Plugs a reader in': 'Branche un lecteur',
  'Unplugs a reader, with the card that may be in it': "Débranche un lecteur, avec la carte qui peut s'y trouver",
  'Prepares what the person types at the PIN pad, in place of what was still prepared; without answers only looks':
    'Prépare ce que la personne tape au pavé numérique, à la place de ce qui était encore préparé ; sans réponses, regarde seulement',
  'Inserts a card into the reader, or holds it to its antenna':
    'Insère une carte dans le lecteur, ou la présente à son antenne',
  'Takes a card out of its reader, at once or in the middle of a command':
    "Retire une carte de son lecteur, tout de suite ou au milieu d'une commande",
  'Takes one card out and inserts another into the same reader':
    'Retire une carte et en insère une autre dans le même lecteur',
  'Another program on the machine resets the card': 'Un autre programme du poste réinitialise la carte',
  'The program that plays the card dies, at once or in the middle of a command; insert starts it from its card file':
    "Le programme qui joue la carte meurt, tout de suite ou au milieu d'une commande ; insert le relance depuis son fichier de carte",
  'From now on that is wrong with what the authorities publish; the last fault that concerns something counts':
    'Désormais cela ne va pas dans ce que publient les autorités ; la dernière faute qui concerne une chose compte',
  'From now on the OCSP responder of the authorities answers so; without arguments as it should':
    'Désormais le répondeur OCSP des autorités répond ainsi ; sans argument, comme il doit',
  'A careful program asks the addresses in a certificate of the card whether it is revoked, and tells what it does not know from what is revoked':
    "Un programme soigneux demande aux adresses d'un certificat de la carte s'il est révoqué, et distingue ce qu'il ignore de ce qui est révoqué",
  'The directory lists somebody to encrypt for: one entry with certificates of confidentiality, old ones among them':
    "L'annuaire publie quelqu'un pour qui chiffrer : une fiche avec des certificats de confidentialité, dont d'anciens",
  'A program asks the directory whom to encrypt for, and takes one of the certificates that it finds':
    "Un programme demande à l'annuaire pour qui chiffrer, et prend l'un des certificats trouvés",
  'The issuer puts a card out of service: its certificates are revoked for good; the card itself knows nothing of it':
    "L'émetteur met la carte en opposition : ses certificats sont révoqués, définitivement ; la carte elle-même n'en sait rien",
  'What the authorities say now of a certificate of the card in the reader, as whoever checks it asks them':
    "Ce que les autorités disent maintenant d'un certificat de la carte dans le lecteur, à qui le vérifie",
  'The on-line update service has been at the card: its EF_ACTUA changes':
    'Le service de mise à jour en ligne est passé sur la carte : son EF_ACTUA change',
  'Lets the old handle go, connects anew and acquires a card context':
    "Rend l'ancien descripteur, se reconnecte et acquiert un contexte de carte",
  'Deletes the card context; the next Card* step finds it deleted until CardAcquireContext':
    "Supprime le contexte de carte ; l'étape Card* suivante le trouve supprimé jusqu'à CardAcquireContext",
  'The public key of a container': "La clé publique d'un conteneur",
  'Reads a file of the minidriver: cardid, cardcf, cardapps, mscp/cmapfile, mscp/kxc00, mscp/ksc01':
    'Lit un fichier du minidriver : cardid, cardcf, cardapps, mscp/cmapfile, mscp/kxc00, mscp/ksc01',
  'The names of the files in a directory of the minidriver': "Les noms des fichiers d'un répertoire du minidriver",
  'Size and access condition of a file of the minidriver': "Taille et condition d'accès d'un fichier du minidriver",
  'A property of the card, e.g. Card Identifier, Card Serial Number, PIN List, Authenticated State, CPSCPLC':
    'Une propriété de la carte, par exemple Card Identifier, Card Serial Number, PIN List, Authenticated State, CPSCPLC',
  'Sets a property: a read-only card takes only Parent Window and PIN Context String':
    "Fixe une propriété : une carte en lecture seule n'accepte que Parent Window et PIN Context String",
  'A property of a container: Container Info or PIN Identifier':
    "Une propriété d'un conteneur : Container Info ou PIN Identifier",
  'CARD_CAPABILITIES: who compresses certificates, who generates keys':
    'CARD_CAPABILITIES : qui compresse les certificats, qui génère les clés',
  'CARD_FREE_SPACE_INFO: a read-only card has none':
    "CARD_FREE_SPACE_INFO : une carte en lecture seule n'a pas de place libre",
  'CARD_KEY_SIZES of a key specification: 1 AT_KEYEXCHANGE, 2 AT_SIGNATURE':
    "CARD_KEY_SIZES d'un type de clé : 1 AT_KEYEXCHANGE, 2 AT_SIGNATURE",
  'Calls a function of CARD_DATA that a CPS has no use for: writing, challenges, elliptic curves, session keys':
    "Appelle une fonction de CARD_DATA dont une CPS n'a que faire : écriture, défis, courbes elliptiques, clés de session",
  'Presents a code, or has it typed at the PIN pad; right, it stays verified until reset or removal':
    "Présente un code, ou le fait taper au pavé numérique ; juste, il reste vérifié jusqu'à la réinitialisation ou au retrait",
  'Presents a code, by user name': "Présente un code, par le nom de l'utilisateur",
  'Gives the authentication up; refused while the card can only forget it by a reset':
    "Renonce à l'authentification ; refusé tant que la carte ne peut l'oublier que par une réinitialisation",
  'Changes the code porteur (oldPin, newPin; without codes at the PIN pad) or unblocks it (puk, newPin)':
    'Change le code porteur (oldPin, newPin ; sans codes, au pavé numérique) ou le débloque (puk, newPin)',
  'Gives the code porteur its tries back and a new value, with the unblocking code':
    'Rend ses essais au code porteur et lui donne une nouvelle valeur, avec le code de déblocage',
  'Signs a message with the key of a container (PKCS#1 v1.5)':
    "Signe un message avec la clé d'un conteneur (PKCS#1 v1.5)",
  'Decrypts with the key of a container what was encrypted for the certificate in the card':
    "Déchiffre avec la clé d'un conteneur ce qui a été chiffré pour le certificat de la carte",
  'Sets a value of the minidriver in the registry; card contexts and programs started later find it':
    'Fixe une valeur du minidriver dans le registre ; les contextes de carte et les programmes lancés ensuite la trouvent',
  'What the minidriver has written into its log so far': "Ce que le minidriver a écrit dans son journal jusqu'ici",
  'Starts a program, anew when it runs: nothing kept, no PIN known':
    "Lance un programme, à neuf s'il tourne déjà : rien de gardé, aucun code connu",
  'What the person will do at the next dialog: type a code, insert a card, cancel; unanswered, it is cancelled':
    'Ce que la personne fera à la prochaine boîte de dialogue : taper un code, insérer une carte, annuler ; sans réponse, elle est annulée',
  'Time passes: idle cards lose their power, transactions end, kept PINs grow old, certificates expire; nobody waits for it':
    "Le temps passe : les cartes au repos perdent leur alimentation, les transactions finissent, les codes gardés vieillissent, les certificats expirent ; personne n'attend",
  'Acquires a context of the smart card CSP on a container':
    'Acquiert un contexte du CSP de carte à puce sur un conteneur',
  'Releases the context: with the last one on a card its transaction ends':
    'Rend le contexte : avec le dernier sur une carte finit sa transaction',
  'A parameter of the context: its containers, its reader, the certificates of the card':
    'Un paramètre du contexte : ses conteneurs, son lecteur, les certificats de la carte',
  'Gives the code porteur to the context (PP_KEYEXCHANGE_PIN, PP_SIGNATURE_PIN) in place of the dialog':
    'Donne le code porteur au contexte (PP_KEYEXCHANGE_PIN, PP_SIGNATURE_PIN) à la place de la boîte de dialogue',
  'Hashes and signs a message with the key of the context; the code porteur is asked for when it is not kept':
    "Hache et signe un message avec la clé du contexte ; le code porteur est demandé s'il n'est pas gardé",
  'Decrypts with the key of the context what was encrypted for its certificate':
    'Déchiffre avec la clé du contexte ce qui a été chiffré pour son certificat',
  'The keys of the card in a reader, or of all cards': "Les clés de la carte d'un lecteur, ou de toutes les cartes",
  'Opens the key of a container': "Ouvre la clé d'un conteneur",
  'Frees the key: with the last one on a card its transaction ends':
    'Rend la clé : avec la dernière sur une carte finit sa transaction',
  'A property of the open key: its name, its size, its certificate, where its card is':
    'Une propriété de la clé ouverte : son nom, sa taille, son certificat, où est sa carte',
  'Gives the code porteur to the key (NCRYPT_PIN_PROPERTY) in place of the dialog':
    'Donne le code porteur à la clé (NCRYPT_PIN_PROPERTY) à la place de la boîte de dialogue',
  'Hashes and signs a message with the open key; the signature is big-endian':
    'Hache et signe un message avec la clé ouverte ; la signature est en gros-boutiste',
  'Decrypts with the open key what was encrypted for its certificate':
    'Déchiffre avec la clé ouverte ce qui a été chiffré pour son certificat',
  'Starts or stops the service that copies the certificates of inserted cards into the store MY':
    'Lance ou arrête le service qui copie les certificats des cartes insérées dans le magasin MY',
  'The certificates of the store MY': 'Les certificats du magasin MY',
  "The guide's search in the store MY: the last certificate that fits":
    'La recherche du guide dans le magasin MY : le dernier certificat qui convient',
  "The guide's sample: signs the UTF-16BE bytes of a text with the key of the certificate found":
    "L'exemple du guide : signe les octets UTF-16BE d'un texte avec la clé du certificat trouvé",
  "The guide's sample: verifies with the certificate found, without card":
    "L'exemple du guide : vérifie avec le certificat trouvé, sans carte",
  "The guide's sample, the card's part: the TLS handshake signed with the last authentication certificate found":
    "L'exemple du guide, la part de la carte : la négociation TLS signée avec le dernier certificat d'authentification trouvé",
  'Takes the certificates of cards that are not there, or those out of date, out of the store MY':
    'Ôte du magasin MY les certificats des cartes absentes, ou ceux qui sont périmés',
  'What the simulated computer is: its Windows, where it looks for drivers, its policies':
    "Ce qu'est l'ordinateur simulé : son Windows, où il cherche ses pilotes, ses stratégies",
  'Starts or stops the service that installs drivers; what is plugged in by then is the first it sees':
    "Lance ou arrête le service qui installe les pilotes ; ce qui est branché à ce moment est la première chose qu'il voit",
  'What Windows has shown of a reader and its cards since the last look':
    "Ce que Windows a montré d'un lecteur et de ses cartes depuis le dernier regard",
  'The card in a reader, as the Device Manager has it':
    "La carte d'un lecteur, telle que l'a le Gestionnaire de périphériques",
  'Device Manager: searches automatically for an updated driver of the card in a reader':
    "Gestionnaire de périphériques : recherche automatique d'un pilote mis à jour pour la carte d'un lecteur",
  'pnputil with the words behind it, as typed on Windows; {name} stands for the folder of a driver package':
    "pnputil avec les mots qui le suivent, comme on le tape sous Windows ; {nom} est le dossier d'un paquet de pilotes",
  'What the computer thinks of a publisher that is not Microsoft':
    "Ce que l'ordinateur pense d'un éditeur qui n'est pas Microsoft",
  'The cards registered for the answer to reset of the card in a reader, and the providers of the first':
    "Les cartes enregistrées pour l'ATR de la carte d'un lecteur, et les fournisseurs de la première",
  'What smart card Plug and Play has written into the event log':
    "Ce que le plug and play des cartes à puce a écrit dans le journal d'événements",
  "Puts the minidriver's driver package into a folder; pnputil finds it as {folder}/cpsmd.inf":
    'Met le paquet de pilotes du minidriver dans un dossier ; pnputil le trouve sous {dossier}/cpsmd.inf',
  'Whether Windows Update can be reached': 'Si Windows Update est joignable',
  'The Microsoft Update catalogue: search, put what was found into the basket, download it; publish a version':
    'Le catalogue Microsoft Update : chercher, mettre au panier ce qui a été trouvé, le télécharger ; publier une version',
  "The organisation's update server: imports the basket of the catalogue, approves what was imported":
    "Le serveur de mise à jour de l'établissement : importe le panier du catalogue, approuve ce qui a été importé",
  'Sends a command APDU as it stands; 61XX and 6CXX come back as the card gives them':
    'Envoie un APDU de commande tel quel ; 61XX et 6CXX reviennent comme la carte les donne',
  'Begins or ends a transaction: between the two no other program reaches the card':
    "Commence ou finit une transaction : entre les deux, aucun autre programme n'atteint la carte",
  'Waits until a program sees the event; passes at once when it was the last one of its kind':
    "Attend qu'un programme voie l'événement ; passe aussitôt si c'était le dernier de son genre",
  'Ends the program under test and starts it again: contexts and handles are lost, the next step connects anew':
    "Termine le programme testé et le relance : contextes et descripteurs sont perdus, l'étape suivante se reconnecte",
  'Waits for the program that cps-sim exec runs beside the scenario; the first such step starts it':
    'Attend le programme que cps-sim exec fait tourner à côté du scénario ; la première étape de ce genre le lance',
  'How the computer of CleoCPS is from now on: Cryptolib CPS, an older CleoCPS, the mail program, the ports of LDAP':
    'Comment est désormais le poste de CleoCPS : Cryptolib CPS, un ancien CleoCPS, la messagerie, les ports LDAP',
  'CleoCPS: makes keys, issues and sends a request signed by the card, completes it with the answer; or all of it (wizard)':
    'CleoCPS : fait les clés, émet et envoie une demande signée par la carte, la finalise avec la réponse ; ou le tout (wizard)',
  'The registration server: what its administrative files say, how it answers, what became of the last request':
    "Le serveur d'inscription : ses dossiers administratifs, sa façon de répondre, le sort de la dernière demande",
  'A mail in the mailbox, there already or to come: what it says and what is attached to it':
    "Un message de la boîte aux lettres, déjà là ou à venir : ce qu'il dit et ce qui y est joint",
};
