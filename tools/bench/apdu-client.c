/* Small APDUs through PC/SC, in blocks. Usage: apdu-client READER. For each count read from standard input it sends
   GET CHALLENGE 8 that often and prints the microseconds that took.
   The winscard prototypes are written out so that no development package is needed. */
#include <stdio.h>
#include <time.h>

typedef struct {
  unsigned long protocol, length;
} io_request;

long SCardEstablishContext(unsigned long, const void *, const void *, long *);
long SCardConnect(long, const char *, unsigned long, unsigned long, long *, unsigned long *);
long SCardTransmit(long, const io_request *, const unsigned char *, unsigned long, io_request *, unsigned char *,
                   unsigned long *);
long SCardDisconnect(long, unsigned long);

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int exchange(long card, unsigned long protocol) {
  static const unsigned char command[] = {0x00, 0x84, 0x00, 0x00, 0x08};
  unsigned char response[258];
  unsigned long length = sizeof response;
  io_request pci = {protocol, sizeof pci};
  long rv = SCardTransmit(card, &pci, command, sizeof command, NULL, response, &length);
  if (rv == 0 && length == 10) return 1;
  fprintf(stderr, "transmit: %08lX, %lu bytes\n", rv & 0xffffffff, length);
  return 0;
}

int main(int argc, char **argv) {
  long context, card, rv;
  unsigned long protocol;
  int count;
  if (argc < 2) return 2;
  if ((rv = SCardEstablishContext(2, NULL, NULL, &context)) || (rv = SCardConnect(context, argv[1], 2, 3, &card, &protocol))) {
    fprintf(stderr, "connect %s: %08lX\n", argv[1], rv & 0xffffffff);
    return 1;
  }
  while (scanf("%d", &count) == 1) {
    double start = now_us();
    for (int i = 0; i < count; i++)
      if (!exchange(card, protocol)) return 1;
    printf("%.1f\n", now_us() - start);
    fflush(stdout);
  }
  SCardDisconnect(card, 0);
  return 0;
}
