"""zeep, unmodified, before the web services of the operator: reads the contracts, and does with them what a mail program does.

Arguments: port, folder with card.pem, card.key and trust.pem. What it sees is printed as JSON.
"""
import json
import socket
import sys

import requests
from zeep import Client
from zeep.exceptions import Fault
from zeep.transports import Transport

port, folder = sys.argv[1:]
DOMAIN = 'formation.mssante.fr'
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: resolve('127.0.0.1' if host.endswith(DOMAIN) else host, *rest, **more)

session = requests.Session()
session.trust_env = False
session.cert = (f'{folder}/card.pem', f'{folder}/card.key')
session.verify = f'{folder}/trust.pem'


def service(host, path):
    return Client(f'https://{host}-igcsante.{DOMAIN}:{port}/{path}?wsdl', transport=Transport(session=session))


authentication = service('mss-idp', 'authentification')
messages = service('mss-msg', 'messagerie')
opened = authentication.service.OpenSession()
header = messages.get_element('{urn:simulation:mssante:messagerie:1}Session')(token=opened.token)
call = messages.service
content = bytes(range(256)) * 400

seen = {'address': opened.address, 'holder': opened.holder.nationalId}
seen['folders'] = [folder.name for folder in call.ListFolders(_soapheaders=[header])]
call.SendMessage(
    to=[opened.address],
    subject='Compte rendu d’été',
    text='Bonjour <&> à vous',
    attachment=[{'fileName': 'été.pdf', 'contentType': 'application/pdf', 'content': content}],
    _soapheaders=[header],
)
head = call.ListMessages(folder='INBOX', _soapheaders=[header])[0]
message = call.ReadMessage(folder='INBOX', number=head.number, _soapheaders=[header])
file = message.attachment[0]
seen['mail'] = [head.subject, message.text.strip(), file.fileName, file.contentType, file.content == content]
seen['moved'] = call.MoveMessage(folder='INBOX', number=head.number, target='Trash', _soapheaders=[header])
call.DeleteMessage(folder='Trash', number=seen['moved'], _soapheaders=[header])
seen['domains'] = call.ListTrustedDomains(_soapheaders=[header])


def fault(work):
    try:
        work()
        return None
    except Fault as found:
        return [found.code, found.message, found.detail.find('{*}refusal').get('reason')]


seen['faults'] = [
    fault(lambda: call.ListFolders()),
    fault(lambda: call.ReadMessage(folder='INBOX', number=9, _soapheaders=[header])),
]
print(json.dumps(seen))
