/* Windows as far as winscard.dll asks of it: locks that notice misuse, memory and handles that sanitizers watch, chance. */
#include <winsock2.h>
#include <stdio.h>

static void hold(bool right, const char *what) {
  if (right) return;
  fprintf(stderr, "fuzz: %s\n", what);
  abort();
}

void AcquireSRWLockExclusive(SRWLOCK *lock) { hold(lock->taken++ == 0, "a lock is taken twice by one thread"); }
void ReleaseSRWLockExclusive(SRWLOCK *lock) { hold(--lock->taken == 0, "a lock is given back that was not taken"); }

BOOL InitOnceExecuteOnce(INIT_ONCE *once, BOOL (*work)(PINIT_ONCE, PVOID, PVOID *), PVOID parameter, PVOID *result) {
  if (!once->done) once->done = work(once, parameter, result);
  return once->done;
}

PVOID InterlockedCompareExchangePointer(PVOID volatile *at, PVOID value, PVOID expected) {
  PVOID was = *at;
  if (was == expected) *at = value;
  return was;
}

static unsigned left;

/* What the DLL has and has not given back: memory, handles, keys. */
unsigned left_behind(void) { return left; }

static void *have(size_t size) {
  left++;
  return malloc(size);
}

static void give_back(void *memory) {
  left--;
  free(memory);
}

/* Not zero unless asked for: what is read before it was written is noticed by what it does. */
void *HeapAlloc(HANDLE heap, DWORD flags, size_t size) {
  (void)heap;
  void *made = chance(500) ? NULL : have(size);
  if (made != NULL) memset(made, flags & HEAP_ZERO_MEMORY ? 0 : 0xa5, size);
  return made;
}

BOOL HeapFree(HANDLE heap, DWORD flags, void *memory) {
  (void)heap, (void)flags;
  give_back(memory);
  return TRUE;
}

HANDLE CreateEventW(void *security, BOOL manual, BOOL set, LPCWSTR name) {
  (void)security, (void)manual, (void)name;
  BOOL *made = have(sizeof *made);
  *made = set;
  return made;
}

BOOL SetEvent(HANDLE event) { return *(BOOL *)event = TRUE; }
BOOL ResetEvent(HANDLE event) { return !(*(BOOL *)event = FALSE); }

BOOL CloseHandle(HANDLE handle) {
  give_back(handle);
  return TRUE;
}

DWORD WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD timeout) {
  (void)all;
  for (DWORD i = 0; i < count; i++)
    if (*(BOOL *)handles[i]) return WAIT_OBJECT_0 + i;
  if (chance(20)) return WAIT_FAILED;
  if (timeout != INFINITE && chance(2)) return WAIT_TIMEOUT;
  return WAIT_OBJECT_0 + (chance(4) ? 0 : 1);
}

ULONGLONG GetTickCount64(void) {
  static ULONGLONG now;
  return now += chance(3) ? 100 : 1;
}

DWORD GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD room) {
  static const char address[] = "1:0000000000000000000000000000000000000000000000000000000000000000";
  if (strcmp(name, "CPS_SIM_WINSCARD") != 0 || room < sizeof address) return 0;
  memcpy(value, address, sizeof address);
  return sizeof address - 1;
}

int lstrlenW(LPCWSTR text) {
  int length = 0;
  while (text[length] != 0) length++;
  return length;
}

LPWSTR lstrcpyW(LPWSTR to, LPCWSTR from) { return memcpy(to, from, sizeof(WCHAR) * (size_t)(lstrlenW(from) + 1)); }

/* One code point, what is none as U+FFFD; behind the last byte there is nothing. */
static uint32_t next_point(UINT page, const uint8_t **at, const uint8_t *end) {
  uint32_t first = *(*at)++;
  if (page == CP_ACP || first < 0x80) return first;
  int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
  uint32_t point = first & (0x3fu >> more);
  if (more == 0 || first > 0xf4) return 0xfffd;
  for (; more > 0; more--) {
    if (*at == end || (**at & 0xc0) != 0x80) return 0xfffd;
    point = point << 6 | (*(*at)++ & 0x3f);
  }
  return point <= 0x10ffff ? point : 0xfffd;
}

int MultiByteToWideChar(UINT page, DWORD flags, LPCSTR text, int length, LPWSTR wide, int room) {
  const uint8_t *at = (const uint8_t *)text, *end = at + (length < 0 ? strlen(text) + 1 : (size_t)length);
  int used = 0;
  (void)flags;
  while (at < end) {
    uint32_t point = next_point(page, &at, end);
    int units = point > 0xffff ? 2 : 1;
    if (room > 0 && used + units > room) return 0;
    if (room > 0 && units == 1) wide[used] = (WCHAR)point;
    if (room > 0 && units == 2) {
      wide[used] = (WCHAR)(0xd7c0 + (point >> 10));
      wide[used + 1] = (WCHAR)(0xdc00 | (point & 0x3ff));
    }
    used += units;
  }
  return used;
}

static int encode(UINT page, uint32_t point, uint8_t bytes[4]) {
  if (page == CP_ACP) return bytes[0] = point < 0x100 ? (uint8_t)point : '?', 1;
  if (point < 0x80) return bytes[0] = (uint8_t)point, 1;
  int more = point > 0xffff ? 3 : point > 0x7ff ? 2 : 1;
  bytes[0] = (uint8_t)((0xf00u >> more) | point >> (6 * more));
  for (int i = 1; i <= more; i++) bytes[i] = (uint8_t)(0x80 | (point >> (6 * (more - i)) & 0x3f));
  return more + 1;
}

int WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR wide, int length, LPSTR text, int room, LPCSTR unknown, BOOL *lost) {
  int used = 0, units = length < 0 ? lstrlenW(wide) + 1 : length;
  (void)flags, (void)unknown, (void)lost;
  for (int i = 0; i < units; i++) {
    uint32_t point = (uint16_t)wide[i];
    if (point >= 0xd800 && point < 0xdc00 && i + 1 < units && ((uint16_t)wide[i + 1] & 0xfc00) == 0xdc00)
      point = (point - 0xd7c0) << 10 | ((uint16_t)wide[++i] & 0x3ff);
    uint8_t bytes[4];
    int count = encode(page, point, bytes);
    if (room > 0 && used + count > room) return 0;
    if (room > 0) memcpy(text + used, bytes, (size_t)count);
    used += count;
  }
  return used;
}

/* A registry of anything. */
LSTATUS RegOpenKeyExW(HKEY key, LPCWSTR name, DWORD options, DWORD access, HKEY *opened) {
  (void)key, (void)options, (void)access;
  (void)lstrlenW(name);
  return chance(4) ? ERROR_FILE_NOT_FOUND : (*opened = have(1), ERROR_SUCCESS);
}

LSTATUS RegCloseKey(HKEY key) {
  give_back(key);
  return ERROR_SUCCESS;
}

LSTATUS RegEnumKeyExW(HKEY key, DWORD index, LPWSTR name, LPDWORD length, void *a, void *b, void *c, void *d) {
  (void)key, (void)index, (void)a, (void)b, (void)c, (void)d;
  DWORD given = (DWORD)rand() % *length;
  if (chance(60)) return ERROR_NO_MORE_ITEMS;
  for (DWORD i = 0; i < given; i++) name[i] = chance(8) ? L'é' : L'c';
  name[*length = given] = 0;
  return ERROR_SUCCESS;
}

LSTATUS RegGetValueW(HKEY key, LPCWSTR below, LPCWSTR value, DWORD flags, LPDWORD type, PVOID data, LPDWORD length) {
  DWORD room = *length, given = (DWORD)rand() % (room + 8);
  (void)key, (void)below, (void)value, (void)type;
  if (chance(8)) return ERROR_FILE_NOT_FOUND;
  if (flags & RRF_RT_REG_SZ) given = given / 2 * 2 + 2;
  *length = given;
  if (given > room) return ERROR_MORE_DATA;
  for (DWORD i = 0; i < given; i++) ((BYTE *)data)[i] = chance(3) ? 0x3b : (BYTE)rand();
  if (flags & RRF_RT_REG_SZ) memset((BYTE *)data + given - 2, 0, 2);
  return ERROR_SUCCESS;
}
