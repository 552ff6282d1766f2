/* A connection with a context of the world's own: one question at a time, and the codes of its answers. */
#include "world.h"

/* libpcsclite's value of SCARD_E_UNSUPPORTED_FEATURE is Windows' SCARD_E_UNEXPECTED. */
#define WIRE_E_UNSUPPORTED_FEATURE 0x8010001fu

LONG channel_open(Channel *channel, DWORD scope) {
  uint32_t body[3] = { scope, 0, 0 };
  *channel = (Channel){ .socket = wire_open(), .turn = SRWLOCK_INIT };
  if (channel->socket == INVALID_SOCKET) return SCARD_E_NO_SERVICE;
  LONG rv = channel_ask_short(channel, ESTABLISH_CONTEXT, body, sizeof body);
  channel->context = body[1];
  if (rv != SCARD_S_SUCCESS) closesocket(channel->socket);
  return rv;
}

void channel_close(Channel *channel) {
  uint32_t body[2] = { channel->context, 0 };
  channel_ask_short(channel, RELEASE_CONTEXT, body, sizeof body);
  closesocket(channel->socket);
}

LONG channel_ask(Channel *channel, const Question *question) {
  AcquireSRWLockExclusive(&channel->turn);
  if (!channel->stopped && !wire_ask(channel->socket, question)) {
    channel->stopped = true;
    log_sentence("the world has ended, or its answer was none: SCARD_E_SERVICE_STOPPED from now on");
  }
  bool stopped = channel->stopped;
  ReleaseSRWLockExclusive(&channel->turn);
  if (stopped) return SCARD_E_SERVICE_STOPPED;
  uint32_t rv = ((const uint32_t *)question->body)[question->size / sizeof(uint32_t) - 1];
  return rv == WIRE_E_UNSUPPORTED_FEATURE ? SCARD_E_UNSUPPORTED_FEATURE : (LONG)rv;
}

LONG channel_ask_short(Channel *channel, Command command, void *body, uint32_t size) {
  Question question = { command, body, size, NULL, 0, NULL, 0 };
  return channel_ask(channel, &question);
}
