/* When a program that waits sees the card come and go. Usage: card-events READER.
   Prints CLOCK_MONOTONIC in microseconds each time SCardGetStatusChange returns, first for the state found; ends when
   the service does. The winscard prototypes are written out so that no development package is needed. */
#include <stdio.h>
#include <time.h>

typedef struct {
  const char *reader;
  void *user_data;
  unsigned long current_state, event_state, atr_length;
  unsigned char atr[33];
} reader_state;

long SCardEstablishContext(unsigned long, const void *, const void *, long *);
long SCardGetStatusChange(long, unsigned long, reader_state *, unsigned long);

int main(int argc, char **argv) {
  static const unsigned long changed = 2, infinite = 0xffffffff;
  long context, rv;
  reader_state state = {0};
  if (argc < 2) return 2;
  state.reader = argv[1];
  if ((rv = SCardEstablishContext(2, NULL, NULL, &context))) {
    fprintf(stderr, "establish: %08lX\n", rv & 0xffffffff);
    return 1;
  }
  while ((rv = SCardGetStatusChange(context, infinite, &state, 1)) == 0) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    printf("%.3f\n", t.tv_sec * 1e6 + t.tv_nsec / 1e3);
    fflush(stdout);
    state.current_state = state.event_state & ~changed;
  }
  return 0;
}
