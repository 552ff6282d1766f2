/* A world that answers nearly as it should: each answer is honest, then bytes of it are changed, cut off or added. */
#include "../../../driver/winscard-dll/world.h"
#include <stdio.h>

#define HELLO 40
#define PROOF 32
#define MAX_CONNECTIONS 4096
#define MAX_REQUEST (MAX_DATA_LENGTH + 4096)

int chance(unsigned one_in) { return (unsigned)rand() % one_in == 0; }

typedef struct {
  bool open, proved, greeted;
  size_t came; /* of the request that is not whole yet */
  uint8_t request[MAX_REQUEST];
  size_t length, taken;
  uint8_t *answer;
} Connection;

static Connection *connections[MAX_CONNECTIONS];
static unsigned opened;

static Connection *at(SOCKET socket) {
  if (socket < MAX_CONNECTIONS && connections[socket] != NULL && connections[socket]->open) return connections[socket];
  fprintf(stderr, "fuzz: a socket that is not open is used\n");
  abort();
}

SOCKET fed_socket(void) {
  if (chance(100) || opened == MAX_CONNECTIONS) return INVALID_SOCKET;
  Connection *made = calloc(1, sizeof *made);
  made->open = true;
  connections[opened] = made;
  return opened++;
}

int fed_connect(SOCKET socket) { return at(socket)->open && chance(100) ? -1 : 0; }

int closesocket(SOCKET socket) {
  Connection *gone = at(socket);
  free(gone->answer);
  free(gone);
  connections[socket] = NULL;
  return 0;
}

unsigned connections_left(void) {
  unsigned left = 0;
  for (unsigned i = 0; i < opened; i++) left += connections[i] != NULL;
  opened = 0;
  return left;
}

static void add(Connection *to, const void *bytes, size_t length) {
  to->answer = realloc(to->answer, to->length + length + 1);
  memcpy(to->answer + to->length, bytes, length);
  uint8_t *added = to->answer + to->length;
  to->length += length;
  /* The proof of who we are is left alone most of the time: behind a wrong one there is nothing to see. */
  if (chance(to->proved ? 4 : 100))
    for (int changes = 1 + rand() % 4; changes > 0 && length > 0; changes--) {
      size_t where = (size_t)rand() % length;
      added[where] = (uint8_t)(chance(3) ? 0xff : chance(2) ? 0 : rand());
    }
  if (chance(60)) to->length -= length > 0 ? (size_t)rand() % length : 0;
}

static void add_table(Connection *to) {
  static const char names[4][32] = { "bureau 00 00", "couloir 01 00", "é\xf0\x9f\x92\xb3 00 00", "" };
  Reader table[SLOTS] = { 0 };
  for (int i = 0; i < SLOTS; i++) {
    memcpy(table[i].name, names[rand() % 4], sizeof names[0]);
    if (chance(30)) memset(table[i].name, chance(2) ? 'x' : 0xff, sizeof table[i].name);
    table[i].counter = (uint32_t)rand() % 3;
    table[i].state = (uint32_t)rand() & 0x1f;
    table[i].sharing = rand() % 4 - 1;
    table[i].atrLength = chance(10) ? (uint32_t)rand() : (uint32_t)rand() % 36;
    table[i].protocol = (uint32_t)rand() % 5;
  }
  add(to, table, sizeof table);
}

static void add_bytes(Connection *to, uint32_t length) {
  uint8_t bytes[1024];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)rand();
  for (uint32_t left = length; left > 0 && to->length < 2u * MAX_DATA_LENGTH;) {
    uint32_t part = left < sizeof bytes ? left : (uint32_t)sizeof bytes;
    add(to, bytes, part);
    left -= part;
  }
}

/* As many as the program has room for, or a few more. */
static uint32_t some(uint32_t room) { return chance(10) ? room + (uint32_t)rand() % (chance(2) ? 9 : 5000) : (uint32_t)rand() % (room % 70000 + 1); }

static uint32_t code(void) {
  static const uint32_t codes[] = { 0x80100003, 0x80100008, 0x8010001f, 0x80100068, 0x80100069, 0xffffffff };
  return chance(6) ? codes[rand() % 6] : 0;
}

static void answer(Connection *to, const uint32_t *header) {
  uint32_t body[128] = { 0 }, behind = 0, size = header[0] / 4;
  memcpy(body, header + 2, size * 4);
  uint32_t rv = size > 0 ? body[size - 1] = code() : 0;
  switch (header[1]) {
  case GET_READERS_STATE:
  case WAIT_READER_STATE_CHANGE: add_table(to); break;
  case ESTABLISH_CONTEXT: body[1] = 1 + (uint32_t)rand() % 4; break;
  case CONNECT:
    body[size - 3] = 1 + (uint32_t)rand() % 4;
    body[size - 2] = 1u << rand() % 4;
    break;
  case RECONNECT: body[4] = 1u << rand() % 4; break;
  case TRANSMIT: behind = body[6] = some(body[6]); break;
  case CONTROL: behind = body[4] = some(body[3]); break;
  case GET_ATTRIB: body[size - 2] = some(MAX_ATTRIBUTE_LENGTH); break;
  default: break;
  }
  /* A wait ends by an event, now and then at once, or by STOP_WAITING; both have the same answer. */
  if (header[1] == STOP_WAITING || (header[1] == WAIT_READER_STATE_CHANGE && chance(2))) size = 2;
  if (size > 0) add(to, body, size * 4);
  if (rv == 0) add_bytes(to, behind);
}

static size_t whole(const uint8_t *request, size_t came) {
  const uint32_t *header = (const uint32_t *)(const void *)request;
  if (came < 8 || came < 8 + header[0]) return 0;
  size_t data = header[1] == TRANSMIT ? header[2 + 3] : header[1] == CONTROL ? header[2 + 2] : 0;
  return came < 8 + header[0] + data ? 0 : 8 + header[0] + data;
}

static void take(Connection *from, size_t length) {
  from->came -= length;
  memmove(from->request, from->request + length, from->came);
}

int fed_send(SOCKET socket, const char *bytes, int length) {
  Connection *to = at(socket);
  if (chance(400)) return -1;
  if (chance(10)) length = 1 + rand() % length;
  if (to->came + (size_t)length > MAX_REQUEST) abort();
  memcpy(to->request + to->came, bytes, (size_t)length);
  to->came += (size_t)length;
  if (!to->greeted && to->came >= HELLO) {
    static const uint8_t ours[2 * PROOF];
    to->greeted = true;
    take(to, HELLO);
    add(to, ours, sizeof ours);
  }
  if (to->greeted && !to->proved && to->came >= PROOF) {
    to->proved = true;
    take(to, PROOF);
  }
  for (size_t one; to->proved && (one = whole(to->request, to->came)) > 0; take(to, one)) {
    uint32_t copy[MAX_REQUEST / 4];
    memcpy(copy, to->request, one);
    answer(to, copy);
  }
  return length;
}

int fed_recv(SOCKET socket, char *bytes, int length) {
  Connection *from = at(socket);
  size_t left = from->length - from->taken;
  if (left == 0 || chance(1000)) return chance(2) ? 0 : -1;
  if ((size_t)length > left) length = (int)left;
  if (chance(10)) length = 1 + rand() % length;
  memcpy(bytes, from->answer + from->taken, (size_t)length);
  from->taken += (size_t)length;
  return length;
}
