/*
 * A test in C that moves the card itself:
 *   cc door.c -o door $(pkg-config --cflags --libs libpcsclite) && cps-sim hand exec -- ./door
 *
 * What the program under test sees is PC/SC; what the hand does goes through the door, here by a plain socket.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <winscard.h>

static void check(int well, const char *what) {
  if (well) return;
  fprintf(stderr, "C: %s\n", what);
  exit(1);
}

/* The status of the answer to a step. */
static int step(const char *body) {
  char message[2048], answer[65536] = "";
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const char *port = strrchr(getenv("CPS_SIM_DOOR"), ':') + 1;
  address.sin_port = htons((unsigned short)atoi(port));
  int door = socket(AF_INET, SOCK_STREAM, 0);
  check(connect(door, (struct sockaddr *)&address, sizeof address) == 0, "no door");
  int length = snprintf(message, sizeof message,
                        "POST /api/worlds/main/steps HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nAuthorization: Bearer %s\r\n"
                        "Content-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                        port, getenv("CPS_SIM_TOKEN"), strlen(body), body);
  check(write(door, message, (size_t)length) == length, "not sent");
  size_t got = 0;
  for (ssize_t n; got < sizeof answer - 1 && (n = read(door, answer + got, sizeof answer - 1 - got)) > 0;)
    got += (size_t)n;
  close(door);
  int status = 0;
  sscanf(answer, "HTTP/1.1 %d", &status);
  return status;
}

static int present(SCARDCONTEXT context, const char *reader) {
  SCARD_READERSTATE state = {.szReader = reader, .dwCurrentState = SCARD_STATE_UNAWARE};
  check(SCardGetStatusChange(context, 0, &state, 1) == SCARD_S_SUCCESS, "no state");
  return (state.dwEventState & SCARD_STATE_PRESENT) != 0;
}

int main(void) {
  SCARDCONTEXT context;
  char readers[1024];
  DWORD length = sizeof readers;
  check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context) == SCARD_S_SUCCESS, "no PC/SC");
  check(SCardListReaders(context, NULL, readers, &length) == SCARD_S_SUCCESS, "no reader");
  check(!present(context, readers), "a card at first");
  check(step("{\"insert\": \"medecin\", \"reader\": \"bureau\"}") == 200, "not inserted");
  check(present(context, readers), "no card once inserted");
  check(step("{\"remove\": \"medecin\"}") == 200, "not removed");
  check(!present(context, readers), "a card once removed");
  check(step("{\"remove\": \"medecin\"}") == 409, "removed twice");
  SCardReleaseContext(context);
  puts("C: well");
  return 0;
}
