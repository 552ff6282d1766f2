/*
 * One connection to the world. Each side proves that it knows the token, which never crosses: the client sends a nonce,
 * the server its own and HMAC(token, "server" nonces), the client HMAC(token, "client" nonces). Then libpcsclite's protocol.
 */
#include "world.h"
#include <bcrypt.h>
#include <string.h>

#define NONCE 32
#define PROOF 32
#define GREETING "cps-sim1"
#define GREETING_LENGTH 8
#define ROLE_LENGTH 6
/* For the proofs alone: afterwards a card may take as long as it likes. */
#define HANDSHAKE_TIMEOUT_MS 5000

bool wire_read(SOCKET socket, void *bytes, uint32_t length) {
  char *at = bytes;
  while (length > 0) {
    int got = recv(socket, at, (int)length, 0);
    if (got <= 0) return false;
    at += got;
    length -= (uint32_t)got;
  }
  return true;
}

static bool send_all(SOCKET socket, const void *bytes, uint32_t length) {
  const char *at = bytes;
  while (length > 0) {
    int sent = send(socket, at, (int)length, 0);
    if (sent <= 0) return false;
    at += sent;
    length -= (uint32_t)sent;
  }
  return true;
}

/* Header, body and data leave together: three small segments would wait for each other's acknowledgement. */
bool wire_send(SOCKET socket, Command command, const void *body, uint32_t size, const void *data, uint32_t length) {
  uint8_t small[1024], *message = small;
  uint32_t header[2] = { size, command }, total = sizeof header + size + length;
  if (total > sizeof small && (message = HeapAlloc(GetProcessHeap(), 0, total)) == NULL) return false;
  memcpy(message, header, sizeof header);
  if (size > 0) memcpy(message + sizeof header, body, size);
  if (length > 0) memcpy(message + sizeof header + size, data, length);
  bool sent = send_all(socket, message, total);
  if (message != small) HeapFree(GetProcessHeap(), 0, message);
  return sent;
}

/* Bytes behind the body of an answer: only TRANSMIT and CONTROL have some, and only with success. */
static uint32_t length_behind(const Question *question) {
  const uint32_t *body = question->body;
  if (question->command == TRANSMIT) return body[7] == 0 ? body[6] : 0;
  if (question->command == CONTROL) return body[5] == 0 ? body[4] : 0;
  return 0;
}

/*
 * Body and what is behind it come together, and are taken together: to Wine each call of a socket costs as much as an answer.
 * Nobody asks for what may come behind an answer.
 */
bool wire_ask(SOCKET socket, const Question *question) {
  uint8_t answer[1024];
  if (question->size > sizeof answer ||
      !wire_send(socket, question->command, question->body, question->size, question->data, question->dataLength))
    return false;
  int got = recv(socket, (char *)answer, sizeof answer, 0);
  if (got <= 0) return false;
  uint32_t came = (uint32_t)got, taken = came < question->size ? came : question->size;
  memcpy(question->body, answer, taken);
  if (!wire_read(socket, (uint8_t *)question->body + taken, question->size - taken)) return false;
  uint32_t behind = length_behind(question), more = came - taken;
  if (behind == 0) return true;
  if (behind > question->answerRoom) return false;
  if (more > behind) more = behind;
  memcpy(question->answer, answer + taken, more);
  return wire_read(socket, (uint8_t *)question->answer + more, behind - more);
}

static bool prove(const uint8_t token[32], const char *role, const uint8_t nonces[2 * NONCE], uint8_t proof[PROOF]) {
  BCRYPT_ALG_HANDLE algorithm;
  BCRYPT_HASH_HANDLE hash;
  if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, BCRYPT_ALG_HANDLE_HMAC_FLAG) != 0)
    return false;
  bool made = BCryptCreateHash(algorithm, &hash, NULL, 0, (PUCHAR)token, 32, 0) == 0;
  if (made) {
    made = BCryptHashData(hash, (PUCHAR)role, ROLE_LENGTH, 0) == 0 &&
           BCryptHashData(hash, (PUCHAR)nonces, 2 * NONCE, 0) == 0 && BCryptFinishHash(hash, proof, PROOF, 0) == 0;
    BCryptDestroyHash(hash);
  }
  BCryptCloseAlgorithmProvider(algorithm, 0);
  return made;
}

static bool same(const uint8_t *a, const uint8_t *b) {
  uint8_t difference = 0;
  for (int i = 0; i < PROOF; i++) difference |= a[i] ^ b[i];
  return difference == 0;
}

/* NULL, or why not. */
static const char *shake_hands(SOCKET socket, const uint8_t token[32]) {
  uint8_t hello[GREETING_LENGTH + NONCE], nonces[2 * NONCE], answer[NONCE + PROOF], proof[PROOF];
  uint32_t version[3] = { 4, 4, 0 };
  Question ask = { VERSION, version, sizeof version, NULL, 0, NULL, 0 };
  memcpy(hello, GREETING, GREETING_LENGTH);
  if (BCryptGenRandom(NULL, nonces, NONCE, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0) return "no random numbers to be had";
  memcpy(hello + GREETING_LENGTH, nonces, NONCE);
  if (!send_all(socket, hello, sizeof hello) || !wire_read(socket, answer, sizeof answer))
    return "whoever listens at that port does not answer as a world of cps-sim does";
  memcpy(nonces + NONCE, answer, NONCE);
  if (!prove(token, "server", nonces, proof)) return "bcrypt.dll makes no HMAC with SHA-256";
  if (!same(proof, answer + NONCE)) return "whoever listens at that port does not know the token";
  if (!prove(token, "client", nonces, proof) || !send_all(socket, proof, PROOF) || !wire_ask(socket, &ask) ||
      version[2] != 0)
    return "the world lets us not in: it is full, or of another version";
  return NULL;
}

static SOCKET connect_to(uint16_t port) {
  struct sockaddr_in place = { 0 };
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  SOCKET made = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (made != INVALID_SOCKET && connect(made, (struct sockaddr *)&place, sizeof place) != 0) {
    closesocket(made);
    return INVALID_SOCKET;
  }
  return made;
}

static void set_timeout(SOCKET socket, DWORD timeout) {
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, (const char *)&timeout, sizeof timeout);
}

static BOOL CALLBACK start_winsock(PINIT_ONCE unused, PVOID parameter, PVOID *result) {
  (void)unused, (void)parameter, (void)result;
  WSADATA data;
  HMODULE library;
  /* It stays when we are unloaded: its own state would not survive a second start in one process (seen under Wine 8). */
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN, L"ws2_32.dll", &library);
  return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

SOCKET wire_open(void) {
  static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
  uint16_t port;
  uint8_t token[32];
  const char *refusal = "CPS_SIM_WINSCARD: expected PORT:TOKEN, as cps-sim exec sets it";
  SOCKET made = INVALID_SOCKET;
  if (world_address(&port, token)) {
    refusal = "no world of cps-sim listens at the port that CPS_SIM_WINSCARD names: has it ended?";
    if (InitOnceExecuteOnce(&once, start_winsock, NULL, NULL)) made = connect_to(port);
  }
  if (made != INVALID_SOCKET) {
    BOOL yes = TRUE;
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, (const char *)&yes, sizeof yes);
    set_timeout(made, HANDSHAKE_TIMEOUT_MS);
    refusal = shake_hands(made, token);
    if (refusal == NULL) {
      set_timeout(made, 0);
      return made;
    }
    closesocket(made);
  }
  SecureZeroMemory(token, sizeof token);
  log_sentence(refusal);
  return INVALID_SOCKET;
}
