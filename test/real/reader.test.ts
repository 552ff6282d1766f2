/** What pyscard sees of our readers, and what a contactless one answers in place of its card. */
import test from 'ava';
import { cpsExec } from './exec-tool.ts';

const PYSCARD = `
from smartcard.scard import *
from smartcard.pcsc.PCSCPart10 import getFeatureRequest, getTlvProperties
from smartcard.System import readers
hresult, context = SCardEstablishContext(SCARD_SCOPE_SYSTEM)
hresult, handle, protocol = SCardConnect(context, readers()[0].name, SCARD_SHARE_SHARED, SCARD_PROTOCOL_ANY)
print(protocol)
for attribute in (SCARD_ATTR_MAXINPUT, SCARD_ATTR_CHANNEL_ID, SCARD_ATTR_VENDOR_IFD_VERSION, SCARD_ATTR_VENDOR_IFD_SERIAL_NO,
                  SCARD_ATTR_ICC_INTERFACE_STATUS, SCARD_ATTR_ICC_TYPE_PER_ATR):
    hresult, value = SCardGetAttrib(handle, attribute)
    print('%08X' % (hresult & 0xFFFFFFFF), bytes(value).hex())
hresult, features = SCardControl(handle, SCARD_CTL_CODE(3400), [])
print('%08X' % (hresult & 0xFFFFFFFF), bytes(features).hex())
pci = SCARD_PCI_T1 if protocol == SCARD_PROTOCOL_T1 else SCARD_PCI_T0
for apdu in ('FFCA000000', 'FFCA010000', 'FFCA020000'):
    hresult, response = SCardTransmit(handle, pci, list(bytes.fromhex(apdu)))
    print(bytes(response).hex())
SCardDisconnect(handle, SCARD_LEAVE_CARD)
connection = readers()[0].createConnection()
connection.connect(mode=SCARD_SHARE_DIRECT, protocol=0)
try:
    print(getTlvProperties(connection))
except Exception as error:
    print(type(error).__name__)
`;

async function seen(...options: readonly string[]): Promise<string[]> {
  const args = ['--card', 'cps3-medecin', '--seed', '1', ...options];
  const { code, stdout, stderr } = await cpsExec(args, ['/usr/bin/python3', '-c', PYSCARD]);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}

const ATTRIBUTES = [
  '00000000 05010000',
  '00000000 01012000',
  '00000000 00000001',
  '00000000 53494d554c4154494f4e203100',
  '00000000 01',
  '00000000 01',
];

test('a reader with an antenna: it answers with the UID and the historical bytes', async (t) => {
  const [protocol, ...told] = await seen('--face', 'contactless');
  t.is(protocol, '2');
  t.deepEqual(told.slice(0, 7), [...ATTRIBUTES, '00000000 120442000ced']);
  t.regex(told[7] ?? '', /^[0-9a-e]f[0-9a-f]{6}9000$/);
  t.deepEqual(told.slice(8, 10), ['0031b86404b0ecc1739401808290009000', '6a81']);
  const properties =
    "{'raw': [1, 2, 0, 0, 3, 1, 0, 9, 1, 0, 11, 2, 9, 18, 12, 2, 1, 0, 10, 4, 0, 0, 1, 0], 'PCSCv2_PART10_PROPERTY_wLcdLayout': 0, 'PCSCv2_PART10_PROPERTY_bTimeOut2': 0, 'PCSCv2_PART10_PROPERTY_bPPDUSupport': 0, 'PCSCv2_PART10_PROPERTY_wIdVendor': 4617, 'PCSCv2_PART10_PROPERTY_wIdProduct': 1, 'PCSCv2_PART10_PROPERTY_dwMaxAPDUDataSize': 65536}";
  t.is(told[10], properties);
});

test('a reader with contacts: the card is asked, and knows no class FF', async (t) => {
  const [protocol, ...told] = await seen();
  t.is(protocol, '1');
  t.deepEqual(told.slice(0, 10), [...ATTRIBUTES, '00000000 120442000ced', '6e00', '6e00', '6e00']);
});

test('with the driver of vsmartcard nothing is known of the reader', async (t) => {
  const [, ...told] = await seen('--reader-driver', 'vpcd');
  t.deepEqual(told.slice(0, 7), Array(7).fill('8010001F '));
});
