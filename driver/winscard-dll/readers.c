/* The reader table, and what is told of it. */
#include "world.h"
#include <string.h>

#define MAX_ATR_LENGTH 33
#define DEFAULT_READERS "SCard$DefaultReaders"
/* FILE_DEVICE_SMARTCARD, which every reader of Windows is. */
#define SMART_CARD_DEVICE 0x31

_Static_assert(sizeof(Reader) == 184, "an entry of libpcsclite's reader table");

/* What a server could not mean is taken for nothing. */
void make_sane(Reader table[SLOTS]) {
  for (int i = 0; i < SLOTS; i++) {
    table[i].name[READER_NAME_LENGTH - 1] = '\0';
    if (table[i].atrLength > MAX_ATR_LENGTH) table[i].atrLength = 0;
  }
}

LONG read_table(Channel *channel, Reader table[SLOTS]) {
  /* Asked with an empty body: the answer is all that follows. */
  AcquireSRWLockExclusive(&channel->turn);
  bool ok = !channel->stopped && wire_send(channel->socket, GET_READERS_STATE, NULL, 0, NULL, 0) &&
            wire_read(channel->socket, table, SLOTS * sizeof *table);
  if (!ok) channel->stopped = true;
  ReleaseSRWLockExclusive(&channel->turn);
  if (!ok) return SCARD_E_SERVICE_STOPPED;
  make_sane(table);
  return SCARD_S_SUCCESS;
}

const Reader *reader_named(const Reader table[SLOTS], const char *name) {
  for (int i = 0; i < SLOTS; i++)
    if (table[i].name[0] != '\0' && strcmp(table[i].name, name) == 0) return &table[i];
  return NULL;
}

/* Every reader is in the groups that Windows knows from the start. */
static bool groups_have_readers(Alphabet alphabet, const void *groups) {
  char name[READER_NAME_LENGTH];
  if (groups == NULL || !read_name(alphabet, groups, name) || name[0] == '\0') return true;
  return strcmp(name, "SCard$AllReaders") == 0 || strcmp(name, DEFAULT_READERS) == 0 ||
         strcmp(name, "SCard$LocalReaders") == 0;
}

LONG list_readers(SCARDCONTEXT id, Alphabet alphabet, const void *groups, void *readers, LPDWORD length) {
  if (length == NULL) return SCARD_E_INVALID_PARAMETER;
  Context *context = context_of(id);
  if (context == NULL) return SCARD_E_INVALID_HANDLE;
  Reader table[SLOTS];
  LONG rv = read_table(&context->channel, table);
  done_with_context(context);
  if (rv != SCARD_S_SUCCESS) return rv;
  char names[MAX_TEXT_LENGTH];
  DWORD used = 0;
  for (int i = 0; i < SLOTS; i++) {
    if (table[i].name[0] == '\0') continue;
    size_t with_nul = strlen(table[i].name) + 1;
    memcpy(names + used, table[i].name, with_nul);
    used += (DWORD)with_nul;
  }
  if (used == 0 || !groups_have_readers(alphabet, groups)) return SCARD_E_NO_READERS_AVAILABLE;
  names[used++] = '\0';
  return give_text(alphabet, names, used, readers, length);
}

LONG list_reader_groups(Alphabet alphabet, void *groups, LPDWORD length) {
  return give_text(alphabet, DEFAULT_READERS "\0", sizeof DEFAULT_READERS + 1, groups, length);
}

LONG device_type(LPDWORD type) {
  if (type == NULL) return SCARD_E_INVALID_PARAMETER;
  *type = SMART_CARD_DEVICE;
  return SCARD_S_SUCCESS;
}
