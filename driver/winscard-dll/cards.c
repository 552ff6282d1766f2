/* The calls on a card. */
#include "world.h"
#include <string.h>

/* Values that libpcsclite has differently. Source: docs/windows-programs.md. */
#define WIRE_PROTOCOL_RAW 4
#define WIRE_CONTROL_CODE 0x42000000u
#define WINDOWS_CONTROL_CODE 0x310000u
#define IS_WINDOWS_CONTROL_CODE(code) (((code) & 0xffff0003u) == WINDOWS_CONTROL_CODE)
#define GET_FEATURE_REQUEST 3400u
#define FEATURE_LENGTH 6 /* tag, 04, the control code big-endian */

/* Bits of the table's readerState. */
#define TABLE_PRESENT 4
#define TABLE_SWALLOWED 8
#define TABLE_POWERED 0x10

static DWORD to_wire(DWORD protocols) {
  return (protocols & (SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)) | (protocols & SCARD_PROTOCOL_RAW ? WIRE_PROTOCOL_RAW : 0);
}

static DWORD from_wire(DWORD protocol) { return protocol == WIRE_PROTOCOL_RAW ? SCARD_PROTOCOL_RAW : protocol; }

typedef struct {
  uint32_t context;
  char reader[READER_NAME_LENGTH];
  uint32_t share, protocols, card, active, rv;
} Connect;

/* The card is handed over to the list, or nothing is left of it. */
static LONG connect_over(Context *context, Connect *body) {
  Card *card = new_card();
  if (card == NULL) return SCARD_E_NO_MEMORY;
  card->context = context;
  LONG rv = channel_open(&card->channel, SCARD_SCOPE_SYSTEM);
  if (rv == SCARD_S_SUCCESS) {
    body->context = card->channel.context;
    rv = channel_ask_short(&card->channel, CONNECT, body, sizeof *body);
    card->id = body->card;
    card->protocol = body->active;
    memcpy(card->reader, body->reader, sizeof card->reader);
    if (rv == SCARD_S_SUCCESS && !keep_card(card)) rv = SCARD_E_INVALID_HANDLE;
    if (rv != SCARD_S_SUCCESS) channel_close(&card->channel);
  } else if (rv == SCARD_E_NO_SERVICE) {
    rv = SCARD_E_SERVICE_STOPPED;
  }
  if (rv != SCARD_S_SUCCESS) HeapFree(GetProcessHeap(), 0, card);
  return rv;
}

LONG connect_card(SCARDCONTEXT id, Alphabet alphabet, const void *reader, DWORD share, DWORD protocols,
                  LPSCARDHANDLE card, LPDWORD active) {
  Connect body = { .share = share, .protocols = to_wire(protocols) };
  if (card == NULL || active == NULL || reader == NULL) return SCARD_E_INVALID_PARAMETER;
  *card = 0;
  *active = SCARD_PROTOCOL_UNDEFINED;
  Context *context = context_of(id);
  if (context == NULL) return SCARD_E_INVALID_HANDLE;
  LONG rv = read_name(alphabet, reader, body.reader) ? connect_over(context, &body) : SCARD_E_UNKNOWN_READER;
  if (rv == SCARD_S_SUCCESS) {
    *card = body.card;
    *active = from_wire(body.active);
  }
  done_with_context(context);
  return rv;
}

LONG reconnect_card(SCARDHANDLE handle, DWORD share, DWORD protocols, DWORD initialization, LPDWORD active) {
  if (active == NULL) return SCARD_E_INVALID_PARAMETER;
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  uint32_t body[6] = { card->id, share, to_wire(protocols), initialization, 0, 0 };
  LONG rv = channel_ask_short(&card->channel, RECONNECT, body, sizeof body);
  if (rv == SCARD_S_SUCCESS) {
    card->protocol = body[4];
    *active = from_wire(body[4]);
  }
  done_with_card(card);
  return rv;
}

LONG disconnect_card(SCARDHANDLE handle, DWORD disposition) {
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  uint32_t body[3] = { card->id, disposition, 0 };
  LONG rv = channel_ask_short(&card->channel, DISCONNECT, body, sizeof body);
  if (rv == SCARD_S_SUCCESS || rv == SCARD_E_SERVICE_STOPPED) forget_card(card);
  done_with_card(card);
  return rv;
}

LONG begin_transaction(SCARDHANDLE handle) {
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  uint32_t body[2] = { card->id, 0 };
  LONG rv = channel_ask_short(&card->channel, BEGIN_TRANSACTION, body, sizeof body);
  done_with_card(card);
  return rv;
}

LONG end_transaction(SCARDHANDLE handle, DWORD disposition) {
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  uint32_t body[3] = { card->id, disposition, 0 };
  LONG rv = channel_ask_short(&card->channel, END_TRANSACTION, body, sizeof body);
  done_with_card(card);
  return rv;
}

/* One of Windows' numbers 0 to 6, not libpcsclite's bits. */
static DWORD windows_state(const Reader *reader) {
  if (!(reader->state & TABLE_PRESENT)) return SCARD_ABSENT;
  if (reader->state & TABLE_SWALLOWED) return SCARD_SWALLOWED;
  if (!(reader->state & TABLE_POWERED)) return SCARD_PRESENT;
  return reader->protocol == 0 ? SCARD_NEGOTIABLE : SCARD_SPECIFIC;
}

static LONG status_and_reader(Card *card, Reader *reader) {
  uint32_t body[2] = { card->id, 0 };
  LONG rv = channel_ask_short(&card->channel, STATUS, body, sizeof body);
  Reader table[SLOTS];
  if (rv == SCARD_S_SUCCESS) rv = read_table(&card->channel, table);
  if (rv != SCARD_S_SUCCESS) return rv;
  const Reader *found = reader_named(table, card->reader);
  if (found == NULL) return SCARD_E_READER_UNAVAILABLE;
  *reader = *found;
  return SCARD_S_SUCCESS;
}

LONG card_status(SCARDHANDLE handle, Alphabet alphabet, void *name, LPDWORD length, LPDWORD state, LPDWORD protocol,
                 LPBYTE atr, LPDWORD atrLength) {
  Reader reader;
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  LONG rv = status_and_reader(card, &reader);
  done_with_card(card);
  if (rv != SCARD_S_SUCCESS) return rv;
  if (state != NULL) *state = windows_state(&reader);
  if (protocol != NULL) *protocol = from_wire(reader.protocol);
  /* A multi-string of one name. */
  char names[READER_NAME_LENGTH + 1] = { 0 };
  memcpy(names, reader.name, sizeof reader.name);
  if (length != NULL) rv = give_text(alphabet, names, (DWORD)strlen(names) + 2, name, length);
  LONG atr_rv = atrLength == NULL ? SCARD_S_SUCCESS : give_bytes(reader.atr, reader.atrLength, atr, atrLength);
  return rv != SCARD_S_SUCCESS ? rv : atr_rv;
}

static LONG transmit_into(Card *card, DWORD protocol, LPCBYTE command, DWORD length, LPBYTE response, DWORD *room) {
  uint32_t body[8] = { card->id, protocol, sizeof(SCARD_IO_REQUEST), length, 0, 0, *room, 0 };
  Question question = { TRANSMIT, body, sizeof body, command, length, response, *room };
  LONG rv = channel_ask(&card->channel, &question);
  if (rv == SCARD_S_SUCCESS || rv == SCARD_E_INSUFFICIENT_BUFFER) *room = body[6];
  if (rv == SCARD_S_SUCCESS) InterlockedIncrement(&card->transmissions);
  return rv;
}

static LONG transmit_allocated(Card *card, DWORD protocol, LPCBYTE command, DWORD length, LPBYTE response,
                               LPDWORD responseLength) {
  DWORD got = MAX_DATA_LENGTH;
  uint8_t *room = HeapAlloc(GetProcessHeap(), 0, got);
  if (room == NULL) return SCARD_E_NO_MEMORY;
  LONG rv = transmit_into(card, protocol, command, length, room, &got);
  if (rv == SCARD_S_SUCCESS) rv = give_bytes(room, got, response, responseLength);
  HeapFree(GetProcessHeap(), 0, room);
  return rv;
}

LONG transmit(SCARDHANDLE handle, LPCSCARD_IO_REQUEST sendPci, LPCBYTE command, DWORD commandLength,
              LPSCARD_IO_REQUEST receivePci, LPBYTE response, LPDWORD responseLength) {
  if (command == NULL || commandLength == 0 || commandLength > MAX_DATA_LENGTH || response == NULL ||
      responseLength == NULL)
    return SCARD_E_INVALID_PARAMETER;
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  DWORD protocol = sendPci == NULL ? card->protocol : to_wire(sendPci->dwProtocol);
  bool allocate = *responseLength == SCARD_AUTOALLOCATE;
  LONG rv = (allocate ? transmit_allocated : transmit_into)(card, protocol, command, commandLength, response,
                                                            responseLength);
  if (rv == SCARD_S_SUCCESS && receivePci != NULL) receivePci->dwProtocol = from_wire(protocol);
  done_with_card(card);
  return rv;
}

LONG transmit_count(SCARDHANDLE handle, LPDWORD count) {
  if (count == NULL) return SCARD_E_INVALID_PARAMETER;
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  *count = (DWORD)card->transmissions;
  done_with_card(card);
  return SCARD_S_SUCCESS;
}

/* The reader's features name control codes: the program gets Windows'. */
static void features_from_wire(uint8_t *features, DWORD length) {
  for (DWORD at = 0; at + FEATURE_LENGTH <= length; at += FEATURE_LENGTH) {
    uint8_t *code = features + at + 2;
    uint32_t function = ((uint32_t)code[2] << 8 | code[3]) & 0xfff;
    uint32_t windows = WINDOWS_CONTROL_CODE | function << 2;
    for (int i = 0; i < 4; i++) code[i] = (uint8_t)(windows >> (24 - 8 * i));
  }
}

LONG control(SCARDHANDLE handle, DWORD code, LPCVOID input, DWORD inputLength, LPVOID output, DWORD outputRoom,
             LPDWORD returned) {
  if (returned == NULL || (input == NULL && inputLength > 0) || (output == NULL && outputRoom > 0) ||
      inputLength > MAX_DATA_LENGTH)
    return SCARD_E_INVALID_PARAMETER;
  *returned = 0;
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  DWORD function = code >> 2 & 0xfff;
  bool windows = IS_WINDOWS_CONTROL_CODE(code);
  uint32_t body[6] = { card->id, windows ? WIRE_CONTROL_CODE + function : code, inputLength, outputRoom, 0, 0 };
  Question question = { CONTROL, body, sizeof body, input, inputLength, output, outputRoom };
  LONG rv = channel_ask(&card->channel, &question);
  if (rv == SCARD_S_SUCCESS) {
    *returned = body[4];
    if (windows && function == GET_FEATURE_REQUEST) features_from_wire(output, *returned);
  }
  done_with_card(card);
  return rv;
}

typedef struct {
  uint32_t card, attribute;
  uint8_t value[MAX_ATTRIBUTE_LENGTH];
  uint32_t length, rv;
} Attribute;

/* Windows has the names of a reader twice, in each alphabet. */
static DWORD narrow_twin(DWORD attribute) {
  if (attribute == SCARD_ATTR_DEVICE_FRIENDLY_NAME_W) return SCARD_ATTR_DEVICE_FRIENDLY_NAME_A;
  return attribute == SCARD_ATTR_DEVICE_SYSTEM_NAME_W ? SCARD_ATTR_DEVICE_SYSTEM_NAME_A : attribute;
}

LONG get_attribute(SCARDHANDLE handle, DWORD attribute, LPBYTE value, LPDWORD length) {
  if (length == NULL) return SCARD_E_INVALID_PARAMETER;
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  Attribute body = { card->id, narrow_twin(attribute), { 0 }, MAX_ATTRIBUTE_LENGTH, 0 };
  LONG rv = channel_ask_short(&card->channel, GET_ATTRIB, &body, sizeof body);
  done_with_card(card);
  if (rv != SCARD_S_SUCCESS) return rv;
  if (body.length > MAX_ATTRIBUTE_LENGTH) return SCARD_F_COMM_ERROR;
  if (narrow_twin(attribute) == attribute) return give_bytes(body.value, body.length, value, length);
  WCHAR wide[MAX_ATTRIBUTE_LENGTH + 1] = { 0 };
  int units = MultiByteToWideChar(CP_UTF8, 0, (char *)body.value, (int)body.length, wide, MAX_ATTRIBUTE_LENGTH);
  if (units > 0 && wide[units - 1] != L'\0') units++;
  return give_bytes(wide, (DWORD)units * sizeof *wide, value, length);
}

LONG set_attribute(SCARDHANDLE handle, DWORD attribute, LPCBYTE value, DWORD length) {
  if (value == NULL || length > MAX_ATTRIBUTE_LENGTH) return SCARD_E_INVALID_PARAMETER;
  Card *card = card_of(handle);
  if (card == NULL) return SCARD_E_INVALID_HANDLE;
  Attribute body = { card->id, attribute, { 0 }, length, 0 };
  memcpy(body.value, value, length);
  LONG rv = channel_ask_short(&card->channel, SET_ATTRIB, &body, sizeof body);
  done_with_card(card);
  return rv;
}
