/* Texts of the program's alphabet, and buffers that are the program's or, with SCARD_AUTOALLOCATE, ours. */
#include "world.h"
#include <string.h>

/* Memory given away, remembered: what a program gives back twice, or has from elsewhere, is not freed. */
typedef struct Given {
  struct Given *next;
  uint8_t bytes[];
} Given;

static SRWLOCK lock = SRWLOCK_INIT;
static Given *given;

static void *give_away(DWORD length) {
  Given *made = HeapAlloc(GetProcessHeap(), 0, sizeof *made + length);
  if (made == NULL) return NULL;
  AcquireSRWLockExclusive(&lock);
  made->next = given;
  given = made;
  ReleaseSRWLockExclusive(&lock);
  return made->bytes;
}

LONG free_memory(LPCVOID memory) {
  AcquireSRWLockExclusive(&lock);
  Given **at = &given, *found;
  while (*at != NULL && (*at)->bytes != memory) at = &(*at)->next;
  if ((found = *at) != NULL) *at = found->next;
  ReleaseSRWLockExclusive(&lock);
  if (found != NULL) HeapFree(GetProcessHeap(), 0, found);
  return found != NULL ? SCARD_S_SUCCESS : SCARD_E_INVALID_PARAMETER;
}

void free_all_memory(void) {
  while (given != NULL) {
    Given *one = given;
    given = one->next;
    HeapFree(GetProcessHeap(), 0, one);
  }
}

/* `unit` is the size of what the program counts. */
static LONG give(const void *bytes, DWORD length, void *to, LPDWORD room, DWORD unit) {
  if (room == NULL) return SCARD_E_INVALID_PARAMETER;
  DWORD had = *room;
  *room = length / unit;
  if (had == SCARD_AUTOALLOCATE) {
    void *memory = to == NULL ? NULL : give_away(length);
    if (memory == NULL) return to == NULL ? SCARD_E_INVALID_PARAMETER : SCARD_E_NO_MEMORY;
    memcpy(memory, bytes, length);
    *(void **)to = memory;
    return SCARD_S_SUCCESS;
  }
  if (to == NULL) return SCARD_S_SUCCESS;
  if (had < length / unit) return SCARD_E_INSUFFICIENT_BUFFER;
  memcpy(to, bytes, length);
  return SCARD_S_SUCCESS;
}

LONG give_bytes(const void *bytes, DWORD length, void *to, LPDWORD room) { return give(bytes, length, to, room, 1); }

/* A character of UTF-8 becomes at most as many units of UTF-16, and at most twice as many bytes of a code page. */
LONG give_text(Alphabet alphabet, const char *text, DWORD length, void *to, LPDWORD room) {
  WCHAR wide[MAX_TEXT_LENGTH];
  char narrow[2 * MAX_TEXT_LENGTH];
  int units = MultiByteToWideChar(CP_UTF8, 0, text, (int)length, wide, sizeof wide / sizeof *wide);
  if (units <= 0) return SCARD_F_INTERNAL_ERROR;
  if (alphabet == WIDE) return give(wide, (DWORD)units * sizeof *wide, to, room, sizeof *wide);
  int bytes = WideCharToMultiByte(CP_ACP, 0, wide, units, narrow, sizeof narrow, NULL, NULL);
  return bytes > 0 ? give(narrow, (DWORD)bytes, to, room, 1) : SCARD_F_INTERNAL_ERROR;
}

bool read_name(Alphabet alphabet, const void *text, char name[READER_NAME_LENGTH]) {
  WCHAR wide[READER_NAME_LENGTH];
  if (text == NULL) return false;
  if (alphabet == NARROW) {
    if (MultiByteToWideChar(CP_ACP, 0, text, -1, wide, READER_NAME_LENGTH) == 0) return false;
    text = wide;
  }
  memset(name, 0, READER_NAME_LENGTH);
  return WideCharToMultiByte(CP_UTF8, 0, text, -1, name, READER_NAME_LENGTH, NULL, NULL) > 0;
}
