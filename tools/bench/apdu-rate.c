/* Small APDUs a second through PC/SC. Usage: apdu-rate READER SECONDS. Prints "RATE P50_US".
   Sends GET CHALLENGE 8; the winscard prototypes are written out so that no development package is needed. */
#include <stdio.h>
#include <stdlib.h>
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

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  static double took[4000000];
  static const unsigned char command[] = {0x00, 0x84, 0x00, 0x00, 0x08};
  long context, card, rv;
  unsigned long protocol, count = 0;
  if (argc < 3) return 2;
  if ((rv = SCardEstablishContext(2, NULL, NULL, &context)) || (rv = SCardConnect(context, argv[1], 2, 3, &card, &protocol))) {
    fprintf(stderr, "connect %s: %08lX\n", argv[1], rv & 0xffffffff);
    return 1;
  }
  /* The first second is not counted: the compiler inside the card's process is still at work. */
  double counted = now_us() + 1e6, start = 0, end = counted + atof(argv[2]) * 1e6, last = now_us();
  while (last < end && count < sizeof took / sizeof *took) {
    unsigned char response[258];
    unsigned long length = sizeof response;
    io_request pci = {protocol, sizeof pci};
    rv = SCardTransmit(card, &pci, command, sizeof command, NULL, response, &length);
    if (rv || length != 10) {
      fprintf(stderr, "transmit: %08lX, %lu bytes\n", rv & 0xffffffff, length);
      return 1;
    }
    double t = now_us();
    if (last >= counted) took[count++] = t - last;
    else start = t;
    last = t;
  }
  qsort(took, count, sizeof *took, ascending);
  printf("%.0f %.1f\n", count / ((last - start) / 1e6), took[count / 2]);
  SCardDisconnect(card, 0);
  return 0;
}
