/* What a program has open: contexts, cards, and the connections that its waits have. One lock for the lists. */
#include "world.h"

static SRWLOCK lists = SRWLOCK_INIT;
static Context *contexts;
static Card *cards;

static void *allocate(size_t size) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size); }
static void release(void *memory) { HeapFree(GetProcessHeap(), 0, memory); }

/* Wants the lock. */
static Context *find_context(SCARDCONTEXT id) {
  for (Context *one = contexts; one != NULL; one = one->next)
    if (one->channel.context == id) return one;
  return NULL;
}

static void free_waiter(Waiter *waiter) {
  if (waiter->socket != INVALID_SOCKET) closesocket(waiter->socket);
  if (waiter->cancelled != NULL) CloseHandle(waiter->cancelled);
  if (waiter->arrived != NULL) WSACloseEvent(waiter->arrived);
  release(waiter);
}

static void free_context(Context *context) {
  channel_close(&context->channel);
  for (Waiter *one = context->waiters, *next; one != NULL; one = next) {
    next = one->next;
    free_waiter(one);
  }
  release(context);
}

static void free_card(Card *card) {
  channel_close(&card->channel);
  release(card);
}

Context *context_of(SCARDCONTEXT id) {
  AcquireSRWLockExclusive(&lists);
  Context *found = find_context(id);
  if (found != NULL) found->users++;
  ReleaseSRWLockExclusive(&lists);
  return found;
}

void done_with_context(Context *context) {
  AcquireSRWLockExclusive(&lists);
  bool last = --context->users == 0 && context->released;
  ReleaseSRWLockExclusive(&lists);
  if (last) free_context(context);
}

Card *card_of(SCARDHANDLE handle) {
  AcquireSRWLockExclusive(&lists);
  Card *found = cards;
  while (found != NULL && found->id != handle) found = found->next;
  if (found != NULL) found->users++;
  ReleaseSRWLockExclusive(&lists);
  return found;
}

void done_with_card(Card *card) {
  AcquireSRWLockExclusive(&lists);
  bool last = --card->users == 0 && card->gone;
  ReleaseSRWLockExclusive(&lists);
  if (last) free_card(card);
}

Card *new_card(void) { return allocate(sizeof(Card)); }

bool keep_card(Card *card) {
  AcquireSRWLockExclusive(&lists);
  bool wanted = !card->context->released;
  if (wanted) {
    card->next = cards;
    cards = card;
  }
  ReleaseSRWLockExclusive(&lists);
  return wanted;
}

/* Wants the lock. */
static void unlink_card(Card **at) {
  (*at)->gone = true;
  *at = (*at)->next;
}

void forget_card(Card *card) {
  AcquireSRWLockExclusive(&lists);
  Card **at = &cards;
  while (*at != NULL && *at != card) at = &(*at)->next;
  if (*at != NULL) unlink_card(at);
  ReleaseSRWLockExclusive(&lists);
}

/* Out of the list; those that a call still uses are woken, and freed by that call. */
static void forget_cards_of(const Context *context) {
  Card *unused = NULL;
  AcquireSRWLockExclusive(&lists);
  for (Card **at = &cards; *at != NULL;) {
    Card *one = *at;
    if (one->context != context) {
      at = &one->next;
      continue;
    }
    unlink_card(at);
    if (one->users > 0) {
      shutdown(one->channel.socket, SD_BOTH);
    } else {
      one->next = unused;
      unused = one;
    }
  }
  ReleaseSRWLockExclusive(&lists);
  while (unused != NULL) {
    Card *one = unused;
    unused = one->next;
    free_card(one);
  }
}

static Waiter *idle_waiter(Context *context) {
  for (Waiter *one = context->waiters; one != NULL; one = one->next)
    if (!one->busy) return one;
  Waiter *made = allocate(sizeof *made);
  if (made == NULL) return NULL;
  made->socket = INVALID_SOCKET;
  made->cancelled = CreateEventW(NULL, TRUE, FALSE, NULL);
  made->arrived = WSACreateEvent();
  made->next = context->waiters;
  context->waiters = made;
  return made;
}

Waiter *take_waiter(Context *context) {
  AcquireSRWLockExclusive(&lists);
  Waiter *waiter = context->released ? NULL : idle_waiter(context);
  if (waiter != NULL) {
    waiter->busy = true;
    ResetEvent(waiter->cancelled);
  }
  ReleaseSRWLockExclusive(&lists);
  if (waiter == NULL) return NULL;
  if (waiter->socket == INVALID_SOCKET) waiter->socket = wire_open();
  if (waiter->socket != INVALID_SOCKET) return waiter;
  give_back(waiter, false);
  return NULL;
}

void give_back(Waiter *waiter, bool usable) {
  if (!usable && waiter->socket != INVALID_SOCKET) {
    closesocket(waiter->socket);
    waiter->socket = INVALID_SOCKET;
  }
  AcquireSRWLockExclusive(&lists);
  waiter->busy = false;
  ReleaseSRWLockExclusive(&lists);
}

/* Wants the lock. */
static void cancel_waits(Context *context) {
  for (Waiter *one = context->waiters; one != NULL; one = one->next)
    if (one->busy) SetEvent(one->cancelled);
}

LONG establish_context(DWORD scope, LPSCARDCONTEXT context) {
  if (context == NULL) return SCARD_E_INVALID_PARAMETER;
  *context = 0;
  if (scope > SCARD_SCOPE_SYSTEM) return SCARD_E_INVALID_VALUE;
  Context *made = allocate(sizeof *made);
  if (made == NULL) return SCARD_E_NO_MEMORY;
  LONG rv = channel_open(&made->channel, scope);
  if (rv != SCARD_S_SUCCESS) {
    release(made);
    /* A world that ends while it is asked is none. */
    return rv == SCARD_E_SERVICE_STOPPED ? SCARD_E_NO_SERVICE : rv;
  }
  AcquireSRWLockExclusive(&lists);
  made->next = contexts;
  contexts = made;
  ReleaseSRWLockExclusive(&lists);
  *context = made->channel.context;
  return SCARD_S_SUCCESS;
}

LONG release_context(SCARDCONTEXT id) {
  AcquireSRWLockExclusive(&lists);
  Context *found = find_context(id);
  if (found != NULL) {
    Context **at = &contexts;
    while (*at != found) at = &(*at)->next;
    *at = found->next;
    found->released = true;
    found->users++;
    cancel_waits(found);
  }
  ReleaseSRWLockExclusive(&lists);
  if (found == NULL) return SCARD_E_INVALID_HANDLE;
  forget_cards_of(found);
  done_with_context(found);
  return SCARD_S_SUCCESS;
}

LONG is_valid_context(SCARDCONTEXT id) {
  AcquireSRWLockExclusive(&lists);
  bool valid = find_context(id) != NULL;
  ReleaseSRWLockExclusive(&lists);
  return valid ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

LONG cancel(SCARDCONTEXT id) {
  AcquireSRWLockExclusive(&lists);
  Context *found = find_context(id);
  if (found != NULL) cancel_waits(found);
  ReleaseSRWLockExclusive(&lists);
  return found != NULL ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

/*
 * Before the DLL is unloaded from a process that goes on: nobody is in a call any more. Nothing is asked, as the loader's
 * lock is held: a connection that closes gives back what it had.
 */
void forget_everything(void) {
  for (Card *one = cards; one != NULL; one = one->next) one->channel.stopped = true;
  for (Context *one = contexts; one != NULL; one = one->next) one->channel.stopped = true;
  while (contexts != NULL) release_context(contexts->channel.context);
  forget_cache();
  free_all_memory();
}
