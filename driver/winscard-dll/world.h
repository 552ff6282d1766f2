/*
 * winscard.dll for a program in a world of cps-sim: libpcsclite's protocol 4:4 over loopback, Windows' semantics.
 *
 * Source: reference/pcsclite-protocol.md 1 to 5; docs/windows-programs.md.
 */
#pragma once
#define WINSCARDAPI __declspec(dllexport)
#define WINSCARDDATA __declspec(dllexport)
#include <winsock2.h>
#include <windows.h>
#include <winscard.h>
#include <stdbool.h>
#include <stdint.h>

#ifndef SCARD_W_CACHE_ITEM_TOO_BIG
#define SCARD_W_CACHE_ITEM_TOO_BIG ((LONG)0x80100072)
#endif

typedef enum { NARROW, WIDE } Alphabet;

#define READER_NAME_LENGTH 128
#define SLOTS 16
#define MAX_DATA_LENGTH 65548
#define MAX_ATTRIBUTE_LENGTH 264
/* A multi-string in UTF-8: of as many readers as there can be, or of registered cards. */
#define MAX_TEXT_LENGTH (SLOTS * READER_NAME_LENGTH + 1)

/* system.c: the environment, the system's own DLL, the log */
bool world_is_named(void);
/* `CPS_SIM_WINSCARD` is PORT:TOKEN, the token as 64 hexadecimal digits. */
bool world_address(uint16_t *port, uint8_t token[32]);
/* NULL when the system has no such function, or only ourselves. `found` keeps it. */
FARPROC system_function(const char *name, FARPROC *found);
HANDLE started_event(void);
/* One sentence for the debugger, and for the file that CPS_SIM_WINSCARD_LOG names. */
void log_sentence(const char *sentence);

/* wire.c: one connection to the world */
typedef enum {
  ESTABLISH_CONTEXT = 0x01,
  RELEASE_CONTEXT = 0x02,
  CONNECT = 0x04,
  RECONNECT = 0x05,
  DISCONNECT = 0x06,
  BEGIN_TRANSACTION = 0x07,
  END_TRANSACTION = 0x08,
  TRANSMIT = 0x09,
  CONTROL = 0x0a,
  STATUS = 0x0b,
  GET_ATTRIB = 0x0f,
  SET_ATTRIB = 0x10,
  VERSION = 0x11,
  GET_READERS_STATE = 0x12,
  WAIT_READER_STATE_CHANGE = 0x13,
  STOP_WAITING = 0x14,
} Command;

typedef struct {
  Command command;
  void *body; /* of the request; overwritten by that of the answer */
  uint32_t size;
  const void *data; /* behind the body of TRANSMIT and CONTROL */
  uint32_t dataLength;
  void *answer; /* room for what follows the body of an answer of success */
  uint32_t answerRoom;
} Question;

/* INVALID_SOCKET, and a sentence in the log, when there is no world or it cannot prove that it is ours. */
SOCKET wire_open(void);
bool wire_send(SOCKET socket, Command command, const void *body, uint32_t size, const void *data, uint32_t length);
bool wire_read(SOCKET socket, void *bytes, uint32_t length);
/* False when the connection is of no use any more. */
bool wire_ask(SOCKET socket, const Question *question);

/*
 * channels.c: a connection with a context of the world's own. Each card has one of its own beside its SCARDCONTEXT: a call
 * that waits for another handle's transaction holds nothing up but its own handle, as on Windows.
 */
typedef struct {
  SOCKET socket;
  uint32_t context; /* the world's number */
  SRWLOCK turn;     /* one question at a time */
  bool stopped;     /* the world has gone */
} Channel;

LONG channel_open(Channel *channel, DWORD scope);
/* What a channel held is given back when it returns. */
void channel_close(Channel *channel);
/* The transport's fault, E_SERVICE_STOPPED, or the return code that ends the answer's body, with Windows' value. */
LONG channel_ask(Channel *channel, const Question *question);
/* A question of bare numbers, whose answer has nothing behind its body. */
LONG channel_ask_short(Channel *channel, Command command, void *body, uint32_t size);

/* open-handles.c: what a program has open */
typedef struct Waiter {
  struct Waiter *next;
  SOCKET socket;
  HANDLE cancelled, arrived;
  bool busy;
} Waiter;

typedef struct Context {
  struct Context *next;
  Channel channel; /* its number is the program's SCARDCONTEXT */
  bool released;
  unsigned users;
  Waiter *waiters; /* connections for SCardGetStatusChange: as many as threads that wait at once */
} Context;

typedef struct Card {
  struct Card *next;
  uint32_t id; /* the world's number, and the program's SCARDHANDLE */
  const Context *context;
  Channel channel;
  char reader[READER_NAME_LENGTH];
  volatile DWORD protocol; /* with the world's values */
  volatile LONG transmissions;
  bool gone;
  unsigned users;
} Card;

/* NULL when there is none; the next two give it back. */
Context *context_of(SCARDCONTEXT context);
Card *card_of(SCARDHANDLE handle);
void done_with_context(Context *context);
void done_with_card(Card *card);
Card *new_card(void);
/* From now on `card_of` finds it; false when its context has been released meanwhile. */
bool keep_card(Card *card);
/* Its channel is closed by the last that is done with it. */
void forget_card(Card *card);
Waiter *take_waiter(Context *context);
void give_back(Waiter *waiter, bool usable);
void forget_everything(void);
LONG establish_context(DWORD scope, LPSCARDCONTEXT context);
LONG release_context(SCARDCONTEXT context);
LONG is_valid_context(SCARDCONTEXT context);
LONG cancel(SCARDCONTEXT context);

/* texts.c: alphabets, and buffers of the program's or ours */
/* UTF-8 out of the program's name; false when there is none or it is too long. */
bool read_name(Alphabet alphabet, const void *text, char name[READER_NAME_LENGTH]);
/* SCARD_AUTOALLOCATE, a question for the length, or the bytes themselves. */
LONG give_bytes(const void *bytes, DWORD length, void *to, LPDWORD room);
/* A multi-string in UTF-8, its last NUL counted; lengths are in characters. */
LONG give_text(Alphabet alphabet, const char *text, DWORD length, void *to, LPDWORD room);
LONG free_memory(LPCVOID memory);
void free_all_memory(void);

/* readers.c */
typedef struct {
  char name[READER_NAME_LENGTH];
  uint32_t counter, state;
  int32_t sharing;
  uint8_t atr[36];
  uint32_t atrLength, protocol;
} Reader;

/* What a server could not mean is taken for nothing. */
void make_sane(Reader table[SLOTS]);
LONG read_table(Channel *channel, Reader table[SLOTS]);
const Reader *reader_named(const Reader table[SLOTS], const char *name);
LONG list_readers(SCARDCONTEXT context, Alphabet alphabet, const void *groups, void *readers, LPDWORD length);
LONG list_reader_groups(Alphabet alphabet, void *groups, LPDWORD length);
LONG device_type(LPDWORD type);

/* status-change.c */
/* As SCardGetStatusChange would at once; whether one has changed. */
bool fill_states(Alphabet alphabet, LPSCARD_READERSTATEA states, DWORD count, const Reader table[SLOTS]);
LONG get_status_change(SCARDCONTEXT context, Alphabet alphabet, DWORD timeout, LPSCARD_READERSTATEA states, DWORD count);

/* cards.c */
LONG connect_card(SCARDCONTEXT context, Alphabet alphabet, const void *reader, DWORD share, DWORD protocols,
                  LPSCARDHANDLE card, LPDWORD active);
LONG reconnect_card(SCARDHANDLE handle, DWORD share, DWORD protocols, DWORD initialization, LPDWORD active);
LONG disconnect_card(SCARDHANDLE handle, DWORD disposition);
LONG begin_transaction(SCARDHANDLE handle);
LONG end_transaction(SCARDHANDLE handle, DWORD disposition);
LONG card_status(SCARDHANDLE handle, Alphabet alphabet, void *reader, LPDWORD length, LPDWORD state, LPDWORD protocol,
                 LPBYTE atr, LPDWORD atrLength);
LONG transmit(SCARDHANDLE handle, LPCSCARD_IO_REQUEST sendPci, LPCBYTE command, DWORD commandLength,
              LPSCARD_IO_REQUEST receivePci, LPBYTE response, LPDWORD responseLength);
LONG transmit_count(SCARDHANDLE handle, LPDWORD count);
LONG control(SCARDHANDLE handle, DWORD code, LPCVOID input, DWORD inputLength, LPVOID output, DWORD outputRoom,
             LPDWORD returned);
LONG get_attribute(SCARDHANDLE handle, DWORD attribute, LPBYTE value, LPDWORD length);
LONG set_attribute(SCARDHANDLE handle, DWORD attribute, LPCBYTE value, DWORD length);

/* cache.c */
LONG read_cache(SCARDCONTEXT context, Alphabet alphabet, const UUID *card, DWORD freshness, const void *lookup, PBYTE data,
                DWORD *length);
LONG write_cache(SCARDCONTEXT context, Alphabet alphabet, const UUID *card, DWORD freshness, const void *lookup,
                 const BYTE *data, DWORD length);
void forget_cache(void);

/* card-types.c */
LONG list_card_types(SCARDCONTEXT context, Alphabet alphabet, LPCBYTE atr, LPCGUID interfaces, DWORD count, void *cards,
                     LPDWORD length);
LONG card_type_interfaces(Alphabet alphabet, const void *name, LPGUID interfaces, LPDWORD count);
LONG card_type_provider_id(Alphabet alphabet, const void *name, LPGUID provider);
LONG card_type_provider(Alphabet alphabet, const void *name, DWORD id, void *provider, LPDWORD length);
LONG locate_masks(SCARDCONTEXT context, Alphabet alphabet, const SCARD_ATRMASK *masks, DWORD mask_count,
                  LPSCARD_READERSTATEA states, DWORD count);
LONG locate_cards(SCARDCONTEXT context, Alphabet alphabet, const void *cards, LPSCARD_READERSTATEA states, DWORD count);
