/*
 * SCardGetStatusChange: a wait on a connection of its own, so that the context's other calls go on meanwhile, and ended by
 * an event of ours, so that SCardCancel needs no answer from the world.
 *
 * Source: docs/windows-programs.md; reference/pcsclite-protocol.md 4.
 */
#include "world.h"
#include <string.h>

/* Bits of the table's readerState and readerSharing. */
#define TABLE_PRESENT 4
#define TABLE_SWALLOWED 8
#define SHARED_BY_NOBODY 0
#define EXCLUSIVE (-1)

#define PNP_NOTIFICATION "\\\\?PnP?\\Notification"
#define COUNT_SHIFT 16
/* What a caller may hand back of a former answer without asking anything by it. */
#define NO_QUESTION (SCARD_STATE_CHANGED | SCARD_STATE_IGNORE | SCARD_STATE_UNAVAILABLE | SCARD_STATE_ATRMATCH)

static DWORD state_of(const Reader *reader) {
  DWORD state = reader->counter << COUNT_SHIFT;
  if (!(reader->state & TABLE_PRESENT)) return state | SCARD_STATE_EMPTY;
  state |= SCARD_STATE_PRESENT;
  if (reader->state & TABLE_SWALLOWED) state |= SCARD_STATE_MUTE;
  if (reader->sharing == EXCLUSIVE) state |= SCARD_STATE_EXCLUSIVE | SCARD_STATE_INUSE;
  else if (reader->sharing != SHARED_BY_NOBODY) state |= SCARD_STATE_INUSE;
  return state;
}

/* The pseudo reader: how many readers there are, in the upper half. */
static bool readers_changed(LPSCARD_READERSTATEA asked, const Reader table[SLOTS]) {
  DWORD count = 0;
  for (int i = 0; i < SLOTS; i++) count += table[i].name[0] != '\0';
  bool changed = asked->dwCurrentState >> COUNT_SHIFT != count;
  asked->dwEventState = count << COUNT_SHIFT | (changed ? SCARD_STATE_CHANGED : 0);
  return changed;
}

static bool reader_changed(LPSCARD_READERSTATEA asked, const Reader *reader) {
  DWORD known = asked->dwCurrentState;
  if (reader == NULL) {
    bool changed = !(known & SCARD_STATE_UNKNOWN);
    asked->dwEventState = SCARD_STATE_UNKNOWN | SCARD_STATE_IGNORE | (changed ? SCARD_STATE_CHANGED : 0);
    return changed;
  }
  DWORD state = state_of(reader);
  /* The count too is compared, even where the caller gives none: so does Windows. */
  bool changed = (known & ~(DWORD)NO_QUESTION) != state;
  asked->dwEventState = state | (changed ? SCARD_STATE_CHANGED : 0);
  asked->cbAtr = state & SCARD_STATE_PRESENT ? reader->atrLength : 0;
  memset(asked->rgbAtr, 0, sizeof asked->rgbAtr);
  memcpy(asked->rgbAtr, reader->atr, asked->cbAtr);
  return changed;
}

bool fill_states(Alphabet alphabet, LPSCARD_READERSTATEA states, DWORD count, const Reader table[SLOTS]) {
  bool any = false;
  for (DWORD i = 0; i < count; i++) {
    LPSCARD_READERSTATEA one = &states[i];
    char name[READER_NAME_LENGTH];
    bool named = read_name(alphabet, one->szReader, name);
    if (one->dwCurrentState & SCARD_STATE_IGNORE) one->dwEventState = SCARD_STATE_IGNORE;
    else if (named && strcmp(name, PNP_NOTIFICATION) == 0) any |= readers_changed(one, table);
    else any |= reader_changed(one, named ? reader_named(table, name) : NULL);
  }
  return any;
}

/* Sleeps until the world has something to say, SCardCancel comes or the time is over. */
static DWORD sleep_on(const Waiter *waiter, DWORD timeout) {
  HANDLE events[2] = { waiter->cancelled, waiter->arrived };
  if (WSAEventSelect(waiter->socket, waiter->arrived, FD_READ | FD_CLOSE) != 0) return WAIT_FAILED;
  DWORD which = WaitForMultipleObjects(2, events, FALSE, timeout);
  u_long blocking = 0;
  WSAEventSelect(waiter->socket, NULL, 0);
  ioctlsocket(waiter->socket, FIONBIO, &blocking);
  WSAResetEvent(waiter->arrived);
  return which;
}

static DWORD left_until(ULONGLONG deadline) {
  ULONGLONG now = GetTickCount64();
  return now >= deadline ? 0 : (DWORD)(deadline - now);
}

typedef struct {
  Alphabet alphabet;
  LPSCARD_READERSTATEA states; /* the wide structure has the same shape */
  DWORD count;
} Asked;

/* One registration: each ends with exactly one structure, that of the event or that of STOP_WAITING. */
static LONG wait_once(const Waiter *waiter, const Asked *asked, DWORD timeout, bool *again) {
  Reader table[SLOTS];
  uint32_t end[2];
  *again = false;
  if (!wire_send(waiter->socket, WAIT_READER_STATE_CHANGE, NULL, 0, NULL, 0) ||
      !wire_read(waiter->socket, table, sizeof table))
    return SCARD_E_SERVICE_STOPPED;
  make_sane(table);
  LONG rv = SCARD_S_SUCCESS;
  if (!fill_states(asked->alphabet, asked->states, asked->count, table)) {
    DWORD which = timeout == 0 ? WAIT_TIMEOUT : sleep_on(waiter, timeout);
    if (which == WAIT_OBJECT_0) rv = SCARD_E_CANCELLED;
    else if (which == WAIT_TIMEOUT) rv = SCARD_E_TIMEOUT;
    else if (which == WAIT_OBJECT_0 + 1) *again = true;
    else return SCARD_F_INTERNAL_ERROR;
  }
  if (!*again && !wire_send(waiter->socket, STOP_WAITING, NULL, 0, NULL, 0)) return SCARD_E_SERVICE_STOPPED;
  return wire_read(waiter->socket, end, sizeof end) ? rv : SCARD_E_SERVICE_STOPPED;
}

LONG get_status_change(SCARDCONTEXT id, Alphabet alphabet, DWORD timeout, LPSCARD_READERSTATEA states, DWORD count) {
  if (states == NULL && count > 0) return SCARD_E_INVALID_PARAMETER;
  Context *context = context_of(id);
  if (context == NULL) return SCARD_E_INVALID_HANDLE;
  LONG rv = SCARD_S_SUCCESS;
  Waiter *waiter = count == 0 ? NULL : take_waiter(context);
  if (waiter != NULL) {
    Asked asked = { alphabet, states, count };
    ULONGLONG deadline = GetTickCount64() + timeout;
    bool again = true;
    while (again) rv = wait_once(waiter, &asked, timeout == INFINITE ? INFINITE : left_until(deadline), &again);
    give_back(waiter, rv != SCARD_E_SERVICE_STOPPED && rv != SCARD_F_INTERNAL_ERROR);
  } else if (count > 0) {
    rv = SCARD_E_SERVICE_STOPPED;
  }
  done_with_context(context);
  return rv;
}
