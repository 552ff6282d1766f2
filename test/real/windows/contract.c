/* The cases of PC/SC as Windows has them, A and W: a line a case that fails, and one that says how many there were. */
#include "cases.h"
#include <string.h>

static const BYTE select_mf[] = { 0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00 };
static SCARDCONTEXT context;
static char reader[256];
static WCHAR wide_reader[256];

static void contexts(void) {
  SCARDCONTEXT other;
  IS(SCardEstablishContext(9, NULL, NULL, &other), SCARD_E_INVALID_VALUE);
  IS(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, NULL), SCARD_E_INVALID_PARAMETER);
  IS(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &other), SCARD_S_SUCCESS);
  IS(SCardIsValidContext(other), SCARD_S_SUCCESS);
  IS(SCardReleaseContext(other), SCARD_S_SUCCESS);
  IS(SCardReleaseContext(other), SCARD_E_INVALID_HANDLE);
  IS(SCardIsValidContext(other), SCARD_E_INVALID_HANDLE);
  IS(SCardCancel(other), SCARD_E_INVALID_HANDLE);
  IS(WaitForSingleObject(SCardAccessStartedEvent(), 0), WAIT_OBJECT_0);
}

static void readers(void) {
  DWORD length = 0, wide_length = SCARD_AUTOALLOCATE, small = 3;
  LPWSTR wide;
  IS(SCardListReadersA(context, NULL, NULL, &length), SCARD_S_SUCCESS);
  IS(SCardListReadersA(context, NULL, NULL, NULL), SCARD_E_INVALID_PARAMETER);
  IS(SCardListReadersA(context, NULL, reader, &small), SCARD_E_INSUFFICIENT_BUFFER);
  is("the length that would do", small, length);
  length = sizeof reader;
  IS(SCardListReadersA(context, NULL, reader, &length), SCARD_S_SUCCESS);
  is("a multi-string", length, strlen(reader) + 2);
  IS(SCardListReadersW(context, NULL, (LPWSTR)&wide, &wide_length), SCARD_S_SUCCESS);
  is("its length in characters", wide_length, length);
  lstrcpyW(wide_reader, wide);
  IS(SCardFreeMemory(context, wide), SCARD_S_SUCCESS);
  IS(SCardFreeMemory(context, wide), SCARD_E_INVALID_PARAMETER);
  length = sizeof reader;
  IS(SCardListReadersA(context, "another group\0", NULL, &length), SCARD_E_NO_READERS_AVAILABLE);
  IS(SCardListReadersA(context + 1, NULL, NULL, &length), SCARD_E_INVALID_HANDLE);
  IS(SCardListReaderGroupsA(context, NULL, &length), SCARD_S_SUCCESS);
}

static void status(SCARDHANDLE card) {
  BYTE atr[33];
  WCHAR name[64];
  LPBYTE given;
  DWORD state, protocol, atr_length = sizeof atr, length = 64, small = 2;
  IS(SCardStatusW(card, name, &length, &state, &protocol, atr, &atr_length), SCARD_S_SUCCESS);
  is("SCARD_SPECIFIC, a number and no bits", state, SCARD_SPECIFIC);
  is("T=0", protocol, SCARD_PROTOCOL_T0);
  is("TS", atr[0], 0x3B);
  is("the reader's name", lstrcmpW(name, wide_reader), 0);
  IS(SCardStatusA(card, NULL, NULL, NULL, NULL, atr, &small), SCARD_E_INSUFFICIENT_BUFFER);
  is("the length of the ATR", small, atr_length);
  small = SCARD_AUTOALLOCATE;
  IS(SCardStatusA(card, NULL, NULL, NULL, NULL, (LPBYTE)&given, &small), SCARD_S_SUCCESS);
  is("the same ATR", memcmp(given, atr, atr_length), 0);
  SCardFreeMemory(context, given);
}

static void attributes(SCARDHANDLE card) {
  char name[64];
  WCHAR wide[64];
  BYTE features[64];
  DWORD length = sizeof name, wide_length = sizeof wide, returned;
  IS(SCardGetAttrib(card, SCARD_ATTR_DEVICE_FRIENDLY_NAME_A, (LPBYTE)name, &length), SCARD_S_SUCCESS);
  is("the friendly name", strcmp(name, reader), 0);
  IS(SCardGetAttrib(card, SCARD_ATTR_DEVICE_FRIENDLY_NAME_W, (LPBYTE)wide, &wide_length), SCARD_S_SUCCESS);
  is("the same in UTF-16", lstrcmpW(wide, wide_reader), 0);
  length = sizeof name;
  IS(SCardGetAttrib(card, 0x12345678, (LPBYTE)name, &length), SCARD_E_UNSUPPORTED_FEATURE);
  IS(SCardControl(card, SCARD_CTL_CODE(3400), NULL, 0, features, sizeof features, &returned), SCARD_S_SUCCESS);
  IS(SCardControl(card, SCARD_CTL_CODE(2049), NULL, 0, features, sizeof features, &returned), SCARD_E_UNSUPPORTED_FEATURE);
}

static void exchange(SCARDHANDLE card) {
  BYTE response[258];
  LPBYTE given;
  DWORD length = sizeof response, count;
  SCARD_IO_REQUEST raw = { SCARD_PROTOCOL_T1, sizeof raw };
  IS(SCardTransmit(card, SCARD_PCI_T0, select_mf, sizeof select_mf, NULL, response, &length), SCARD_S_SUCCESS);
  is("90 00", response[0] << 8 | response[1], 0x9000);
  length = 1;
  IS(SCardTransmit(card, SCARD_PCI_T0, select_mf, sizeof select_mf, NULL, response, &length), SCARD_E_INSUFFICIENT_BUFFER);
  length = SCARD_AUTOALLOCATE;
  IS(SCardTransmit(card, SCARD_PCI_T0, select_mf, sizeof select_mf, NULL, (LPBYTE)&given, &length), SCARD_S_SUCCESS);
  is("two bytes", length, 2);
  SCardFreeMemory(context, given);
  length = sizeof response;
  IS(SCardTransmit(card, &raw, select_mf, sizeof select_mf, NULL, response, &length), SCARD_E_PROTO_MISMATCH);
  IS(SCardTransmit(card, SCARD_PCI_T0, NULL, 5, NULL, response, &length), SCARD_E_INVALID_PARAMETER);
  IS(SCardTransmit(card, SCARD_PCI_T0, select_mf, 70000, NULL, response, &length), SCARD_E_INVALID_PARAMETER);
  IS(SCardGetTransmitCount(card, &count), SCARD_S_SUCCESS);
  is("two answers", count, 2);
}

static void cards(void) {
  SCARDHANDLE card, other;
  DWORD protocol;
  IS(SCardConnectA(context, "no such reader", SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol), SCARD_E_UNKNOWN_READER);
  IS(SCardConnectA(context, NULL, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol), SCARD_E_INVALID_PARAMETER);
  IS(SCardConnectA(context, reader, 9, SCARD_PROTOCOL_Tx, &card, &protocol), SCARD_E_INVALID_VALUE);
  IS(SCardConnectW(context, wide_reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol), SCARD_S_SUCCESS);
  IS(SCardConnectA(context, reader, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_Tx, &other, &protocol), SCARD_E_SHARING_VIOLATION);
  status(card);
  exchange(card);
  attributes(card);
  IS(SCardEndTransaction(card, SCARD_LEAVE_CARD), SCARD_E_NOT_TRANSACTED);
  IS(SCardBeginTransaction(card), SCARD_S_SUCCESS);
  IS(SCardEndTransaction(card, SCARD_LEAVE_CARD), SCARD_S_SUCCESS);
  IS(SCardReconnect(card, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, SCARD_RESET_CARD, &protocol), SCARD_S_SUCCESS);
  IS(SCardDisconnect(card, SCARD_LEAVE_CARD), SCARD_S_SUCCESS);
  IS(SCardDisconnect(card, SCARD_LEAVE_CARD), SCARD_E_INVALID_HANDLE);
  IS(SCardBeginTransaction(card), SCARD_E_INVALID_HANDLE);
  IS(SCardBeginTransaction(0), SCARD_E_INVALID_HANDLE);
}

static DWORD WINAPI wait_for_change(void *states) { return (DWORD)SCardGetStatusChangeA(context, INFINITE, states, 1); }

static DWORD result_of(HANDLE thread) {
  DWORD result;
  WaitForSingleObject(thread, INFINITE);
  GetExitCodeThread(thread, &result);
  CloseHandle(thread);
  return result;
}

static void changes(void) {
  SCARD_READERSTATEA state = { .szReader = reader }, second, unknown = { .szReader = "no such reader" };
  SCARD_READERSTATEW wide = { .szReader = wide_reader };
  DWORD length = 0;
  IS(SCardGetStatusChangeA(context, 0, &state, 1), SCARD_S_SUCCESS);
  is("a card, nobody at it", state.dwEventState & 0xffff, SCARD_STATE_CHANGED | SCARD_STATE_PRESENT);
  is("its ATR", state.rgbAtr[0], 0x3B);
  IS(SCardGetStatusChangeW(context, INFINITE, &wide, 1), SCARD_S_SUCCESS);
  is("the same, W", wide.dwEventState, state.dwEventState);
  state.dwCurrentState = state.dwEventState;
  IS(SCardGetStatusChangeA(context, 0, &state, 1), SCARD_E_TIMEOUT);
  IS(SCardGetStatusChangeA(context, 50, &state, 1), SCARD_E_TIMEOUT);
  is("no change", state.dwEventState & SCARD_STATE_CHANGED, 0);
  IS(SCardGetStatusChangeA(context, 0, &unknown, 1), SCARD_S_SUCCESS);
  is("unknown", unknown.dwEventState, SCARD_STATE_UNKNOWN | SCARD_STATE_CHANGED | SCARD_STATE_IGNORE);
  IS(SCardGetStatusChangeA(context, 0, NULL, 1), SCARD_E_INVALID_PARAMETER);
  second = state;
  HANDLE one = CreateThread(NULL, 0, wait_for_change, &state, 0, NULL);
  HANDLE two = CreateThread(NULL, 0, wait_for_change, &second, 0, NULL);
  Sleep(300);
  IS(SCardListReadersA(context, NULL, NULL, &length), SCARD_S_SUCCESS); /* goes on meanwhile */
  IS(SCardCancel(context), SCARD_S_SUCCESS);
  is("the first wait", result_of(one), SCARD_E_CANCELLED);
  is("the second wait", result_of(two), SCARD_E_CANCELLED);
  IS(SCardGetStatusChangeA(context, 0, &state, 1), SCARD_E_TIMEOUT);
}

static volatile LONG in_transaction;

static DWORD WINAPI take_turn(void *unused) {
  SCARDHANDLE card;
  DWORD protocol;
  LONG rv = SCardConnectA(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol);
  (void)unused;
  if (rv == 0) rv = SCardBeginTransaction(card);
  if (rv == 0 && in_transaction) rv = SCARD_F_INTERNAL_ERROR;
  if (rv == 0) rv = SCardEndTransaction(card, SCARD_LEAVE_CARD);
  SCardDisconnect(card, SCARD_LEAVE_CARD);
  return (DWORD)rv;
}

/* Another thread of the same context has to wait, and may not hold up the one that has the transaction. */
static void transactions(void) {
  SCARDHANDLE card;
  BYTE response[258];
  DWORD protocol, length = sizeof response;
  IS(SCardConnectA(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol), SCARD_S_SUCCESS);
  IS(SCardBeginTransaction(card), SCARD_S_SUCCESS);
  in_transaction = 1;
  HANDLE other = CreateThread(NULL, 0, take_turn, NULL, 0, NULL);
  Sleep(200);
  IS(SCardTransmit(card, SCARD_PCI_T0, select_mf, sizeof select_mf, NULL, response, &length), SCARD_S_SUCCESS);
  in_transaction = 0;
  IS(SCardEndTransaction(card, SCARD_LEAVE_CARD), SCARD_S_SUCCESS);
  is("the other thread", result_of(other), SCARD_S_SUCCESS);
  IS(SCardDisconnect(card, SCARD_LEAVE_CARD), SCARD_S_SUCCESS);
}

#define THREADS 50

static DWORD WINAPI whole_session(void *unused) {
  SCARDCONTEXT own;
  SCARDHANDLE card;
  BYTE response[258];
  DWORD protocol, length = sizeof response;
  SCARD_READERSTATEA state = { .szReader = reader };
  (void)unused;
  LONG rv = SCardEstablishContext(SCARD_SCOPE_USER, NULL, NULL, &own);
  if (rv != 0) return (DWORD)rv;
  rv = SCardGetStatusChangeA(own, 0, &state, 1);
  if (rv == 0) rv = SCardConnectA(own, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol);
  if (rv == 0) rv = SCardTransmit(card, SCARD_PCI_T0, select_mf, sizeof select_mf, NULL, response, &length);
  SCardReleaseContext(own);
  return (DWORD)rv;
}

static void threads(void) {
  HANDLE all[THREADS];
  for (int i = 0; i < THREADS; i++) all[i] = CreateThread(NULL, 0, whole_session, NULL, 0, NULL);
  for (int i = 0; i < THREADS; i++) is("one of 50 threads", result_of(all[i]), SCARD_S_SUCCESS);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  IS(SCardEstablishContext(SCARD_SCOPE_USER, NULL, NULL, &context), SCARD_S_SUCCESS);
  contexts();
  readers();
  cards();
  changes();
  transactions();
  threads();
  IS(SCardReleaseContext(context), SCARD_S_SUCCESS);
  return told();
}
