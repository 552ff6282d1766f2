/*
 * Calls each function of winscard.dll that standard input names, `NAME COUNT` a line, with that many arguments that are
 * told apart, and prints what it returns, if anything. The DLL is whichever the process has.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

typedef uintptr_t A;
typedef A(WINAPI *Function)(A, A, A, A, A, A, A, A);

int main(void) {
  char name[64];
  int count;
  HMODULE library = LoadLibraryA("winscard.dll");
  setvbuf(stdout, NULL, _IONBF, 0);
  while (scanf("%63s %d", name, &count) == 2) {
    Function called = (Function)(void *)GetProcAddress(library, name);
    A a[8];
    for (A i = 0; i < 8; i++) a[i] = 0x1000 * (i + 1) + (A)count;
    /* More arguments than it has are on the stack and in registers that nobody looks at: x64 alone. */
    ULONG result = called == NULL ? 0xDEADul : (ULONG)called(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
    if (strncmp(name, "SCardRelease", 12) != 0 || strcmp(name, "SCardReleaseContext") == 0) printf("returns %lX\n", result);
  }
  return 0;
}
