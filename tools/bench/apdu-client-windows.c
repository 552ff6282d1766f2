/* apdu-client.c as a Windows program; a negative count waits so many milliseconds in SCardGetStatusChange, and prints the
   microseconds of CPU that took. */
#include <stdio.h>
#include <windows.h>
#include <winscard.h>

static double now_us(void) {
  LARGE_INTEGER at, rate;
  QueryPerformanceCounter(&at);
  QueryPerformanceFrequency(&rate);
  return 1e6 * (double)at.QuadPart / (double)rate.QuadPart;
}

static double cpu_us(void) {
  ULARGE_INTEGER created, ended, kernel, user;
  GetProcessTimes(GetCurrentProcess(), (FILETIME *)&created, (FILETIME *)&ended, (FILETIME *)&kernel, (FILETIME *)&user);
  return (double)(kernel.QuadPart + user.QuadPart) / 10;
}

static int exchange(SCARDHANDLE card, DWORD protocol) {
  static const BYTE command[] = {0x00, 0x84, 0x00, 0x00, 0x08};
  BYTE response[258];
  DWORD length = sizeof response;
  SCARD_IO_REQUEST pci = {protocol, sizeof pci};
  LONG rv = SCardTransmit(card, &pci, command, sizeof command, NULL, response, &length);
  if (rv == 0 && length == 10) return 1;
  fprintf(stderr, "transmit: %08lX, %lu bytes\n", rv, length);
  return 0;
}

static double blocked(SCARDCONTEXT context, const char *reader, DWORD ms) {
  SCARD_READERSTATEA state = {.szReader = reader};
  SCardGetStatusChangeA(context, 0, &state, 1);
  state.dwCurrentState = state.dwEventState;
  double start = cpu_us();
  LONG rv = SCardGetStatusChangeA(context, ms, &state, 1);
  if (rv != (LONG)SCARD_E_TIMEOUT) fprintf(stderr, "wait: %08lX\n", rv);
  return cpu_us() - start;
}

int main(int argc, char **argv) {
  SCARDCONTEXT context;
  SCARDHANDLE card;
  DWORD protocol;
  LONG rv;
  int count;
  if (argc < 2) return 2;
  if ((rv = SCardEstablishContext(2, NULL, NULL, &context)) || (rv = SCardConnectA(context, argv[1], 2, 3, &card, &protocol))) {
    fprintf(stderr, "connect %s: %08lX\n", argv[1], rv);
    return 1;
  }
  while (scanf("%d", &count) == 1) {
    double start = now_us();
    for (int i = 0; i < count; i++)
      if (!exchange(card, protocol)) return 1;
    printf("%.1f\n", count < 0 ? blocked(context, argv[1], (DWORD)-count) : now_us() - start);
    fflush(stdout);
  }
  return 0;
}
