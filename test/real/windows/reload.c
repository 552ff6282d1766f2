/* Loads the DLL of the command line again and again, and unloads it with a context open and memory not given back. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include <winscard.h>

int main(int count, char **arguments) {
  for (int i = 0; count == 3 && i < atoi(arguments[2]); i++) {
    SCARDCONTEXT context;
    LPSTR readers;
    DWORD length = SCARD_AUTOALLOCATE;
    HMODULE library = LoadLibraryA(arguments[1]);
    LONG(WINAPI * establish)(DWORD, LPCVOID, LPCVOID, LPSCARDCONTEXT) = (void *)GetProcAddress(library, "SCardEstablishContext");
    LONG(WINAPI * list)(SCARDCONTEXT, LPCSTR, LPSTR, LPDWORD) = (void *)GetProcAddress(library, "SCardListReadersA");
    LONG rv = establish(SCARD_SCOPE_USER, NULL, NULL, &context);
    if (rv == 0) rv = list(context, NULL, (LPSTR)&readers, &length);
    if (rv != 0 || !FreeLibrary(library) || GetModuleHandleA("winscard.dll") != NULL) {
      printf("round %d: %08lX\n", i, rv);
      return 1;
    }
  }
  printf("done\n");
  return 0;
}
