/* The shortest way to a card: readers, connect, SELECT of the application that the command line names. */
#include <stdio.h>
#include <windows.h>
#include <winscard.h>

static int failed(const char *call, LONG rv) {
  printf("%s %08lX\n", call, rv);
  return 1;
}

int main(void) {
  static const BYTE select_mf[] = { 0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00 };
  SCARDCONTEXT context;
  SCARDHANDLE card;
  DWORD protocol, length = SCARD_AUTOALLOCATE;
  LPSTR readers;
  BYTE response[258];
  LONG rv = SCardEstablishContext(SCARD_SCOPE_USER, NULL, NULL, &context);
  if (rv) return failed("SCardEstablishContext", rv);
  if ((rv = SCardListReadersA(context, NULL, (LPSTR)&readers, &length))) return failed("SCardListReaders", rv);
  printf("%s\n", readers);
  if ((rv = SCardConnectA(context, readers, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol)))
    return failed("SCardConnect", rv);
  length = sizeof response;
  if ((rv = SCardTransmit(card, protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1, select_mf,
                          sizeof select_mf, NULL, response, &length)))
    return failed("SCardTransmit", rv);
  printf("SELECT %02X%02X\n", response[length - 2], response[length - 1]);
  SCardFreeMemory(context, readers);
  SCardDisconnect(card, SCARD_LEAVE_CARD);
  SCardReleaseContext(context);
  return 0;
}
