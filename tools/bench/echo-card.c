/* The floor of pcscd + vpcd: a card that answers every APDU with 8 bytes and 9000, in C, with TCP_QUICKACK.
   Usage: echo-card PORT. Protocol: 2-byte big-endian length; 1-byte payloads 0 off, 1 on, 2 reset, 4 get ATR. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fd;

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

static void answer(const unsigned char *payload, int length) {
  unsigned char message[300] = {length >> 8, length & 0xff};
  memcpy(message + 2, payload, length);
  if (send(fd, message, length + 2, 0) < 0) exit(1);
}

int main(int argc, char **argv) {
  static const unsigned char atr[] = {0x3b, 0xac, 0x00, 0x40, 0x2a, 0x00, 0x12, 0x25, 0x00,
                                      0x64, 0x80, 0x00, 0x03, 0x10, 0x00, 0x90, 0x00};
  static const unsigned char response[] = {1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0x00};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 35963)};
  static unsigned char message[65536];
  int on = 1;
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
    perror("connect");
    return 1;
  }
  quick_ack();
  while (read_all(message, 2)) {
    int length = message[0] << 8 | message[1];
    if (!read_all(message, length)) break;
    if (length > 1) answer(response, sizeof response);
    else if (length == 1 && message[0] == 4) answer(atr, sizeof atr);
  }
  return 0;
}
