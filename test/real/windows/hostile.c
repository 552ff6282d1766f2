/*
 * hostile [COUNT]: a program whose world ends under so many waits, or between two calls. It prints `in` once it is there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include <winscard.h>

static const char reader[] = "bureau 00 00";

static SCARDCONTEXT new_context(void) {
  SCARDCONTEXT context = 0;
  SCardEstablishContext(SCARD_SCOPE_USER, NULL, NULL, &context);
  return context;
}

static void in(void) { puts("in"); }

static HANDLE looked;

/* Looks, tells, then waits for something else: nothing that happens in between is missed. */
static LONG wait_from(SCARDCONTEXT context, DWORD known) {
  SCARD_READERSTATEA state = { .szReader = reader, .dwCurrentState = known };
  LONG rv = SCardGetStatusChangeA(context, known == 0 ? 0 : INFINITE, &state, 1);
  if (known != 0 || rv != 0) return rv;
  if (looked != NULL) ReleaseSemaphore(looked, 1, NULL);
  return wait_from(context, state.dwEventState);
}

static DWORD WINAPI one_wait(void *context) { return (DWORD)wait_from((SCARDCONTEXT)context, 0); }

/* As many contexts as that, each with a thread that waits; how each wait ended, and how often. */
static void many_waits(int count) {
  HANDLE threads[256];
  DWORD code, first = 0;
  int same = 0;
  looked = CreateSemaphoreA(NULL, 0, count, NULL);
  for (int i = 0; i < count; i++) threads[i] = CreateThread(NULL, 1 << 16, one_wait, (void *)new_context(), 0, NULL);
  for (int i = 0; i < count; i++) WaitForSingleObject(looked, INFINITE);
  in();
  for (int i = 0; i < count; i++) {
    WaitForSingleObject(threads[i], INFINITE);
    GetExitCodeThread(threads[i], &code);
    if (i == 0) first = code;
    same += code == first;
  }
  printf("%d x %08lX\n", same, first);
}

int main(int count, char **arguments) {
  SCARDHANDLE card;
  DWORD protocol;
  setvbuf(stdout, NULL, _IONBF, 0);
  if (count > 1) return many_waits(atoi(arguments[1])), 0;
  SCARDCONTEXT context = new_context();
  in();
  getchar();
  printf("%08lX", SCardConnectA(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol));
}
