/* The environment, the system's own DLL, the log. */
#include "world.h"
#include <stdio.h>

#define VARIABLE "CPS_SIM_WINSCARD"
#define TOKEN_DIGITS 64

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static bool named;
static char address[128];
static HMODULE system_library;

void log_sentence(const char *sentence) {
  char path[MAX_PATH], line[512];
  int length = snprintf(line, sizeof line, "cps-sim winscard.dll, process %lu: %s\r\n", GetCurrentProcessId(), sentence);
  if (length < 0 || length >= (int)sizeof line) return;
  OutputDebugStringA(line);
  DWORD found = GetEnvironmentVariableA(VARIABLE "_LOG", path, sizeof path);
  if (found == 0 || found >= sizeof path) return;
  HANDLE file = CreateFileA(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return;
  DWORD written;
  WriteFile(file, line, (DWORD)length, &written, NULL);
  CloseHandle(file);
}

/* By its full path: a search by name would find ourselves. */
static HMODULE load_system_library(void) {
  WCHAR path[MAX_PATH + 16];
  UINT length = GetSystemDirectoryW(path, MAX_PATH);
  if (length == 0 || length >= MAX_PATH) return NULL;
  lstrcpyW(path + length, L"\\winscard.dll");
  HMODULE library = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH), self = NULL;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                     (LPCWSTR)(void *)load_system_library, &self);
  if (library != NULL && library == self) {
    FreeLibrary(library);
    return NULL;
  }
  return library;
}

static BOOL CALLBACK look(PINIT_ONCE unused, PVOID parameter, PVOID *result) {
  (void)unused, (void)parameter, (void)result;
  DWORD length = GetEnvironmentVariableA(VARIABLE, address, sizeof address);
  named = length > 0;
  if (length >= sizeof address) address[0] = '\0';
  if (!named) system_library = load_system_library();
  return TRUE;
}

bool world_is_named(void) {
  InitOnceExecuteOnce(&once, look, NULL, NULL);
  return named;
}

static int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool world_address(uint16_t *port, uint8_t token[32]) {
  unsigned number = 0;
  const char *at = address;
  for (; *at >= '0' && *at <= '9' && number <= 0xffff; at++) number = 10 * number + (unsigned)(*at - '0');
  if (number == 0 || number > 0xffff || *at++ != ':' || lstrlenA(at) != TOKEN_DIGITS) return false;
  for (int i = 0; i < TOKEN_DIGITS; i += 2) {
    int high = digit(at[i]), low = digit(at[i + 1]);
    if (high < 0 || low < 0) return false;
    token[i / 2] = (uint8_t)(high << 4 | low);
  }
  *port = (uint16_t)number;
  return true;
}

FARPROC system_function(const char *name, FARPROC *found) {
  if (*found == NULL && system_library != NULL) *found = GetProcAddress(system_library, name);
  return *found;
}

/* A world is there from the start: the event is set, and lives as long as the process. */
HANDLE started_event(void) {
  static HANDLE event;
  if (event == NULL) {
    HANDLE made = CreateEventW(NULL, TRUE, TRUE, NULL);
    if (InterlockedCompareExchangePointer(&event, made, NULL) != NULL) CloseHandle(made);
  }
  return event;
}
