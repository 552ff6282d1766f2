/* The floor of pcscd + vpcd: a card in C, with TCP_QUICKACK, that answers without thinking: every APDU with 8 bytes and
   9000 or, with a transcript, as the card did that was asked then.
   Usage: floor-card PORT [TRANSCRIPT]. A line of the transcript is a command and its response in hexadecimal, the first one
   00 and the ATR. A command is looked for from the last one on, round and round; VERIFY and INTERNAL AUTHENTICATE, whose
   data changes, by header and Lc.
   Protocol: 2-byte big-endian length; 1-byte payloads 0 off, 1 on, 2 reset, 4 get ATR. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONGEST = 300, MOST_EXCHANGES = 1000, HEADER_AND_LC = 5, VERIFY = 0x20, INTERNAL_AUTHENTICATE = 0x88, GET_ATR = 4 };

typedef struct {
  unsigned char bytes[LONGEST];
  int length;
} message;

typedef struct {
  message command, response;
} exchange;

static int fd;
static exchange exchanges[MOST_EXCHANGES];
static int exchange_count, last;

static void quick_ack(void) {
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static int read_all(unsigned char *to, int length) {
  for (int got = 0; got < length;) {
    int n = recv(fd, to + got, length - got, 0);
    if (n <= 0) return 0;
    quick_ack();
    got += n;
  }
  return 1;
}

static void answer(const message *m) {
  unsigned char framed[2 + LONGEST] = {m->length >> 8, m->length & 0xff};
  memcpy(framed + 2, m->bytes, m->length);
  if (send(fd, framed, m->length + 2, 0) < 0) exit(1);
}

static message from_hex(const char *text) {
  message m = {{0}, 0};
  unsigned int byte;
  for (; m.length < LONGEST && sscanf(text, "%2x", &byte) == 1; text += 2) m.bytes[m.length++] = byte;
  return m;
}

static void read_transcript(const char *path) {
  static char command[2 * LONGEST + 1], response[2 * LONGEST + 1];
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(1);
  }
  while (exchange_count < MOST_EXCHANGES && fscanf(file, "%600s %600s", command, response) == 2)
    exchanges[exchange_count++] = (exchange){from_hex(command), from_hex(response)};
  fclose(file);
}

static const message *recorded(const unsigned char *command, int length) {
  int changes = command[1] == VERIFY || command[1] == INTERNAL_AUTHENTICATE;
  for (int i = 1; i <= exchange_count; i++) {
    int at = (last + i) % exchange_count;
    const message *known = &exchanges[at].command;
    if (known->length != length || memcmp(known->bytes, command, changes ? HEADER_AND_LC : length)) continue;
    last = at;
    return &exchanges[at].response;
  }
  fprintf(stderr, "floor-card: command %02X of %d bytes is not in the transcript\n", command[1], length);
  exit(1);
}

int main(int argc, char **argv) {
  static const message usual_atr = {{0x3b, 0xac, 0x00, 0x40, 0x2a, 0x00, 0x12, 0x25, 0x00, 0x64, 0x80, 0x00, 0x03, 0x10, 0x00,
                                     0x90, 0x00},
                                    17};
  static const message usual_response = {{1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0x00}, 10};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 35963)};
  static unsigned char received[65536];
  int on = 1;
  if (argc > 2) read_transcript(argv[2]);
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
    perror("connect");
    return 1;
  }
  quick_ack();
  while (read_all(received, 2)) {
    int length = received[0] << 8 | received[1];
    if (!read_all(received, length)) break;
    if (length > 1) answer(exchange_count ? recorded(received, length) : &usual_response);
    else if (length == 1 && received[0] == GET_ATR) answer(exchange_count ? &exchanges[0].response : &usual_atr);
  }
  return 0;
}
