/*
 * The cache of card contents: name and value of a card, as of a freshness. Windows keeps it for all programs, we for one.
 *
 * Source: Microsoft Learn, SCardReadCache, SCardWriteCache; MS-RDPESC 3.1.4.42, 3.1.4.44.
 */
#include "world.h"
#include <string.h>

/* Windows has limits that nobody has told: simulation. */
#define MAX_ITEM_LENGTH 65536
#define MAX_ITEMS 1024

typedef struct Item {
  struct Item *next;
  UUID card;
  char name[READER_NAME_LENGTH];
  DWORD freshness, length;
  uint8_t value[];
} Item;

static SRWLOCK lock = SRWLOCK_INIT;
static Item *items;
static unsigned count;

/* Wants the lock. */
static Item **find(const UUID *card, const char *name) {
  Item **at = &items;
  while (*at != NULL && (memcmp(&(*at)->card, card, sizeof *card) != 0 || strcmp((*at)->name, name) != 0)) at = &(*at)->next;
  return at;
}

/* Wants the lock. */
static void forget(Item **at) {
  Item *gone = *at;
  *at = gone->next;
  count--;
  HeapFree(GetProcessHeap(), 0, gone);
}

LONG read_cache(SCARDCONTEXT context, Alphabet alphabet, const UUID *card, DWORD freshness, const void *lookup, PBYTE data,
                DWORD *length) {
  char name[READER_NAME_LENGTH];
  if (is_valid_context(context) != SCARD_S_SUCCESS) return SCARD_E_INVALID_HANDLE;
  if (card == NULL || length == NULL || lookup == NULL) return SCARD_E_INVALID_PARAMETER;
  if (!read_name(alphabet, lookup, name)) return SCARD_W_CACHE_ITEM_NOT_FOUND;
  AcquireSRWLockExclusive(&lock);
  Item **at = find(card, name);
  LONG rv = SCARD_W_CACHE_ITEM_NOT_FOUND;
  if (*at != NULL && (*at)->freshness == freshness) {
    rv = give_bytes((*at)->value, (*at)->length, data, length);
  } else if (*at != NULL && (*at)->freshness < freshness) {
    /* Older than asked for: it is of no use to anybody any more. */
    forget(at);
    rv = SCARD_W_CACHE_ITEM_STALE;
  }
  ReleaseSRWLockExclusive(&lock);
  return rv;
}

LONG write_cache(SCARDCONTEXT context, Alphabet alphabet, const UUID *card, DWORD freshness, const void *lookup,
                 const BYTE *data, DWORD length) {
  char name[READER_NAME_LENGTH];
  if (is_valid_context(context) != SCARD_S_SUCCESS) return SCARD_E_INVALID_HANDLE;
  if (card == NULL || lookup == NULL || (data == NULL && length > 0)) return SCARD_E_INVALID_PARAMETER;
  if (length > MAX_ITEM_LENGTH || !read_name(alphabet, lookup, name)) return SCARD_W_CACHE_ITEM_TOO_BIG;
  Item *made = HeapAlloc(GetProcessHeap(), 0, sizeof *made + length);
  if (made == NULL) return SCARD_E_NO_MEMORY;
  made->card = *card;
  made->freshness = freshness;
  made->length = length;
  memcpy(made->name, name, sizeof name);
  if (length > 0) memcpy(made->value, data, length);
  AcquireSRWLockExclusive(&lock);
  Item **at = find(card, name);
  if (*at == NULL && count >= MAX_ITEMS) at = &items;
  if (*at != NULL) forget(at);
  made->next = items;
  items = made;
  count++;
  ReleaseSRWLockExclusive(&lock);
  return SCARD_S_SUCCESS;
}

void forget_cache(void) {
  while (items != NULL) forget(&items);
}
