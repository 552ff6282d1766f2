/*
 * fuzz SEED RUNS: a program makes calls of winscard.dll in any order, with arguments of any value, in a world that answers
 * nearly as it should. Built with the sanitizers, which end it when memory is misused or left; 0 when all went well.
 */
#include "../../../driver/winscard-dll/world.h"
#include <stdio.h>

#define LONG_CALL(name, parameters, arguments, ours) LONG name parameters;
#include "../../../driver/winscard-dll/functions.h"
HANDLE SCardAccessStartedEvent(void);
unsigned connections_left(void), left_behind(void);

static SCARDCONTEXT context;
static SCARDHANDLE card;
static unsigned made, succeeded;

static DWORD number(void) {
  static const DWORD numbers[] = { 0, 1, 2, 3, 4, 32, 255, 256, 0x10000, 0x7fffffff, SCARD_AUTOALLOCATE };
  return chance(3) ? numbers[rand() % 11] : (DWORD)rand() % 600;
}

static SCARDCONTEXT a_context(void) { return chance(8) ? (SCARDCONTEXT)rand() % 5 : context; }
static SCARDHANDLE a_card(void) { return chance(8) ? (SCARDHANDLE)rand() % 5 : card; }

/* Room of exactly so many bytes: one more is seen. Freed at the end of the call. */
static void *rooms[16];
static unsigned used;
static void *room(size_t length) {
  void *one = malloc(length > 70000 ? 70000 : length);
  memset(one, 0x5a, length > 70000 ? 70000 : length);
  return rooms[used++] = one;
}

static void *or_null(void *pointer) { return chance(12) ? NULL : pointer; }

/* Where an answer goes: the length that the program says it has, and just that. */
typedef struct {
  void *to;
  DWORD length;
} Room;
static Room a_room(DWORD unit) {
  Room one = { NULL, number() };
  if (one.length == SCARD_AUTOALLOCATE) one.to = room(sizeof(void *));
  else if (!chance(6)) one.to = room((size_t)(one.length = one.length % 70000) * unit);
  return one;
}

static const char *NAMES[] = { "bureau 00 00", "couloir 01 00", "", "\\\\?PnP?\\Notification", "SCard$AllReaders\0", "CPS3" };
static char *a_name(void) {
  size_t length = chance(10) ? (size_t)rand() % 400 : strlen(NAMES[rand() % 6]);
  char *name = room(length + 2);
  for (size_t i = 0; i < length; i++) name[i] = (char)(1 + rand() % 255);
  if (!chance(6)) {
    const char *one = NAMES[rand() % 6];
    name = room(strlen(one) + 2);
    length = strlen(one);
    memcpy(name, one, length);
  }
  name[length] = name[length + 1] = '\0';
  return or_null(name);
}

static WCHAR *a_wide_name(void) {
  const char *one = NAMES[rand() % 6];
  size_t length = strlen(one);
  WCHAR *name = room((length + 2) * sizeof *name);
  for (size_t i = 0; i < length; i++) name[i] = chance(30) ? (WCHAR)rand() | 1 : (WCHAR)one[i];
  name[length] = name[length + 1] = 0;
  return or_null(name);
}

static SCARD_READERSTATEA *some_states(DWORD *count) {
  *count = (DWORD)rand() % 4;
  SCARD_READERSTATEA *states = room(*count * sizeof *states);
  for (DWORD i = 0; i < *count; i++) {
    states[i].szReader = a_name();
    states[i].dwCurrentState = chance(2) ? 0 : (DWORD)rand() & 0x303ff;
  }
  return or_null(states);
}

static SCARD_READERSTATEW *some_wide_states(DWORD *count) {
  *count = (DWORD)rand() % 4;
  SCARD_READERSTATEW *states = room(*count * sizeof *states);
  for (DWORD i = 0; i < *count; i++) {
    states[i].szReader = a_wide_name();
    states[i].dwCurrentState = chance(2) ? 0 : (DWORD)rand() & 0x303ff;
  }
  return or_null(states);
}

static LONG contexts(void) {
  Room room_of = a_room(1), wide = a_room(2);
  LONG rv;
  switch (rand() % 9) {
  case 0:
  case 1:
  case 2:
    if (context != 0) SCardReleaseContext(context);
    rv = SCardEstablishContext(number() % 4, NULL, NULL, &context);
    return rv;
  case 3: return SCardIsValidContext(a_context());
  case 4: return SCardCancel(a_context());
  case 5: return SCardFreeMemory(a_context(), chance(2) ? NULL : room_of.to);
  case 6: return SCardListReadersA(a_context(), a_name(), room_of.to, or_null(&room_of.length));
  case 7: return SCardListReadersW(a_context(), a_wide_name(), wide.to, or_null(&wide.length));
  default: return chance(4) ? SCardReleaseContext(a_context()) : SCardListReaderGroupsA(a_context(), room_of.to, &room_of.length);
  }
}

static LONG connections(void) {
  DWORD protocol, state;
  Room name = a_room(1), wide = a_room(2), atr = a_room(1);
  switch (rand() % 9) {
  case 0:
  case 1:
  case 2: return SCardConnectA(a_context(), a_name(), number() % 5, number() | 3, &card, or_null(&protocol));
  case 3: return SCardConnectW(a_context(), a_wide_name(), 2, 3, &card, &protocol);
  case 4: return SCardReconnect(a_card(), 2, 3, number() % 4, or_null(&protocol));
  case 5: return chance(3) ? SCardDisconnect(a_card(), number() % 4) : SCardBeginTransaction(a_card());
  case 6: return SCardEndTransaction(a_card(), number() % 4);
  case 7: return SCardStatusA(a_card(), name.to, or_null(&name.length), &state, or_null(&protocol), atr.to, or_null(&atr.length));
  default: return SCardStatusW(a_card(), wide.to, &wide.length, &state, &protocol, atr.to, &atr.length);
  }
}

static LONG exchanges(void) {
  static const DWORD attributes[] = { SCARD_ATTR_DEVICE_FRIENDLY_NAME_W, SCARD_ATTR_DEVICE_SYSTEM_NAME_A, 0x00090303 };
  SCARD_IO_REQUEST pci = { number(), sizeof pci };
  DWORD returned, length = chance(50) ? number() : (DWORD)rand() % 300;
  void *input = room(length);
  Room output = a_room(1);
  switch (rand() % 5) {
  case 0:
  case 1: return SCardTransmit(a_card(), or_null(&pci), length > 70000 ? NULL : or_null(input), length, or_null(&pci), output.to, or_null(&output.length));
  case 2:
    if (output.length == SCARD_AUTOALLOCATE || output.to == NULL) output.length = 0;
    return SCardControl(a_card(), chance(2) ? 0x310000 + 4 * 3400 : number(), length > 70000 ? NULL : or_null(input), length, output.to, output.length, or_null(&returned));
  case 3: return SCardGetAttrib(a_card(), attributes[rand() % 3], output.to, or_null(&output.length));
  default: return SCardSetAttrib(a_card(), number(), length > 70000 ? NULL : or_null(input), length);
  }
}

static LONG waits(void) {
  SCARD_ATRMASK masks[2];
  DWORD count, wide_count;
  SCARD_READERSTATEA *states = some_states(&count);
  SCARD_READERSTATEW *wide = some_wide_states(&wide_count);
  for (size_t i = 0; i < sizeof masks; i++) ((BYTE *)masks)[i] = (BYTE)(chance(4) ? 33 : rand());
  switch (rand() % 6) {
  case 0:
  case 1: return SCardGetStatusChangeA(a_context(), chance(3) ? INFINITE : number(), states, count);
  case 2: return SCardGetStatusChangeW(a_context(), 0, wide, wide_count);
  case 3: return SCardLocateCardsA(a_context(), a_name(), states, count);
  case 4: return SCardLocateCardsW(a_context(), a_wide_name(), wide, wide_count);
  default: return SCardLocateCardsByATRA(a_context(), or_null(masks), 2, states, count);
  }
}

static LONG databases(void) {
  static UUID ids[3] = { { { 1 } }, { { 2 } }, { { 3 } } };
  GUID provider, wanted[2] = { { { 0x3b } }, { { 0 } } };
  Room text = a_room(1), wide = a_room(2), guids = a_room(sizeof(GUID));
  DWORD length = (DWORD)rand() % 40;
  /* An ATR ends where it says; a program's buffer is of this size. */
  BYTE *atr = room(36);
  for (int i = 0; i < 36; i++) atr[i] = (BYTE)rand();
  switch (rand() % 8) {
  case 0: return SCardReadCacheA(a_context(), or_null(&ids[rand() % 3]), (DWORD)rand() % 3, a_name(), text.to, or_null(&text.length));
  case 1: return SCardReadCacheW(a_context(), &ids[rand() % 3], (DWORD)rand() % 3, a_wide_name(), text.to, &text.length);
  case 2: return SCardWriteCacheA(a_context(), or_null(&ids[rand() % 3]), (DWORD)rand() % 3, a_name(), or_null(room(length)), length);
  case 3: return SCardWriteCacheW(a_context(), &ids[rand() % 3], (DWORD)rand() % 3, a_wide_name(), room(length), length);
  case 4: return SCardListCardsA(a_context(), chance(2) ? atr : NULL, chance(4) ? wanted : NULL, (DWORD)rand() % 2, text.to, &text.length);
  case 5: return SCardListCardsW(a_context(), or_null(atr), NULL, 0, wide.to, or_null(&wide.length));
  case 6: return chance(2) ? SCardGetProviderIdA(a_context(), a_name(), or_null(&provider)) : SCardListInterfacesW(a_context(), a_wide_name(), guids.to, or_null(&guids.length));
  default: return SCardGetCardTypeProviderNameW(a_context(), a_wide_name(), number(), wide.to, or_null(&wide.length));
  }
}

static void call(void) {
  LONG rv;
  switch (context == 0 || SCardIsValidContext(context) != 0 ? 0 : rand() % 10) {
  case 0: rv = contexts(); break;
  case 1:
  case 2:
  case 3: rv = connections(); break;
  case 4:
  case 5:
  case 6: rv = exchanges(); break;
  case 7:
  case 8: rv = waits(); break;
  default: rv = databases(); break;
  }
  made++;
  succeeded += rv == 0;
  while (used > 0) free(rooms[--used]);
}

int main(int count, char **arguments) {
  if (count != 3) return fprintf(stderr, "fuzz: expected SEED RUNS\n"), 2;
  srand((unsigned)atoi(arguments[1]));
  /* It stays as long as the process does. */
  HANDLE started = SCardAccessStartedEvent();
  unsigned before = left_behind();
  for (int run = 0; run < atoi(arguments[2]); run++) {
    context = card = 0;
    for (int calls = 1 + rand() % 60; calls > 0; calls--) call();
    forget_everything();
    unsigned open = connections_left(), kept = left_behind() - before;
    if (open + kept > 0) return fprintf(stderr, "fuzz: run %d leaves %u connections, %u pieces of memory\n", run, open, kept), 1;
  }
  CloseHandle(started);
  printf("%u calls, %u succeeded\n", made, succeeded);
  return 0;
}
