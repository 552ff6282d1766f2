/*
 * The database of card types: what the program's own computer has registered, which is only read. Readers and groups are no
 * part of it here: those are the world's.
 *
 * Source: reference/minidriver.md 12.2; winscard.h, SCardListCards, SCardGetCardTypeProviderName, SCardLocateCards.
 */
#include "world.h"
#include <stdio.h>
#include <string.h>

#define SMART_CARDS L"SOFTWARE\\Microsoft\\Cryptography\\Calais\\SmartCards"
#define MAX_ATR_LENGTH 33
#define MAX_CARD_TYPES 256
#define MAX_INTERFACES 16
#define MAX_KEY_LENGTH 256
#define KEY_STORAGE_PROVIDER 3

static HKEY open_registered(void) {
  HKEY key;
  return RegOpenKeyExW(HKEY_LOCAL_MACHINE, SMART_CARDS, 0, KEY_READ, &key) == ERROR_SUCCESS ? key : NULL;
}

/* Bytes that are there, at most `room`; 0 when there are none, or more. */
static DWORD value_of(HKEY registered, LPCWSTR card, LPCWSTR value, void *bytes, DWORD room) {
  DWORD length = room;
  LSTATUS status = RegGetValueW(registered, card, value, RRF_RT_REG_BINARY | RRF_RT_REG_NONE, NULL, bytes, &length);
  return status == ERROR_SUCCESS && length <= room ? length : 0;
}

/* False for a card that matches nothing: none registered, or a mask of another length. */
static bool mask_of(HKEY registered, LPCWSTR card, SCARD_ATRMASK *mask) {
  memset(mask->rgbMask, 0xff, sizeof mask->rgbMask);
  mask->cbAtr = value_of(registered, card, L"ATR", mask->rgbAtr, MAX_ATR_LENGTH);
  DWORD length = value_of(registered, card, L"ATRMask", mask->rgbMask, MAX_ATR_LENGTH);
  return mask->cbAtr > 0 && (length == 0 || length == mask->cbAtr);
}

static bool matches(const SCARD_ATRMASK *mask, const BYTE *atr, DWORD length) {
  if (mask->cbAtr != length || length == 0 || length > MAX_ATR_LENGTH) return false;
  for (DWORD i = 0; i < length; i++)
    if ((atr[i] & mask->rgbMask[i]) != mask->rgbAtr[i]) return false;
  return true;
}

/* An ATR says itself how long it is; 0 when it would be longer than one can be. Source: ISO/IEC 7816-3:2006, 8.2. */
static DWORD length_of(LPCBYTE atr) {
  DWORD at = 2;
  bool check = false;
  for (BYTE y = atr[1] >> 4;;) {
    at += (y & 1) + (y >> 1 & 1) + (y >> 2 & 1);
    if (!(y & 8)) break;
    if (at >= MAX_ATR_LENGTH) return 0;
    check |= (atr[at] & 0x0f) != 0;
    y = atr[at++] >> 4;
  }
  at += (atr[1] & 0x0f) + check;
  return at <= MAX_ATR_LENGTH ? at : 0;
}

static bool has_interfaces(HKEY registered, LPCWSTR card, LPCGUID wanted, DWORD count) {
  GUID known[MAX_INTERFACES];
  DWORD length = count == 0 ? 0 : value_of(registered, card, L"Supported Interfaces", known, sizeof known);
  for (DWORD i = 0; i < count; i++) {
    DWORD at = 0;
    while (at < length / sizeof *known && memcmp(&known[at], &wanted[i], sizeof *known) != 0) at++;
    if (at == length / sizeof *known) return false;
  }
  return true;
}

/* The multi-string, as long as `room` lets it grow; its length, the last NUL counted. */
static DWORD list_into(char *names, DWORD room, LPCBYTE atr, LPCGUID interfaces, DWORD count) {
  WCHAR card[MAX_KEY_LENGTH];
  SCARD_ATRMASK mask;
  DWORD used = 0, atr_length = atr == NULL ? 0 : length_of(atr);
  HKEY registered = open_registered();
  /* Room for a name and the last NUL: a room of 0 would be a question for the length. */
  for (DWORD i = 0; registered != NULL && i < MAX_CARD_TYPES && room - used > 1; i++) {
    DWORD length = MAX_KEY_LENGTH;
    if (RegEnumKeyExW(registered, i, card, &length, NULL, NULL, NULL, NULL) != ERROR_SUCCESS) break;
    if (atr != NULL && !(mask_of(registered, card, &mask) && matches(&mask, atr, atr_length))) continue;
    if (!has_interfaces(registered, card, interfaces, count)) continue;
    int got = WideCharToMultiByte(CP_UTF8, 0, card, -1, names + used, (int)(room - used - 1), NULL, NULL);
    if (got <= 0) break;
    used += (DWORD)got;
  }
  if (registered != NULL) RegCloseKey(registered);
  names[used++] = '\0';
  return used;
}

LONG list_card_types(SCARDCONTEXT id, Alphabet alphabet, LPCBYTE atr, LPCGUID interfaces, DWORD count, void *cards,
                     LPDWORD length) {
  char names[MAX_TEXT_LENGTH];
  if (length == NULL || (interfaces == NULL && count > 0)) return SCARD_E_INVALID_PARAMETER;
  /* Without a context too: nothing of it is asked of the world. */
  if (id != 0 && is_valid_context(id) != SCARD_S_SUCCESS) return SCARD_E_INVALID_HANDLE;
  return give_text(alphabet, names, list_into(names, sizeof names, atr, interfaces, count), cards, length);
}

/* The registered card of that name, the caller's to close; NULL when there is none. */
static HKEY card_named(Alphabet alphabet, const void *name) {
  char utf8[READER_NAME_LENGTH];
  WCHAR wide[READER_NAME_LENGTH];
  HKEY registered = open_registered(), card = NULL;
  if (registered == NULL) return NULL;
  if (read_name(alphabet, name, utf8) && utf8[0] != '\0' && strchr(utf8, '\\') == NULL &&
      MultiByteToWideChar(CP_UTF8, 0, utf8, -1, wide, READER_NAME_LENGTH) > 0 &&
      RegOpenKeyExW(registered, wide, 0, KEY_READ, &card) != ERROR_SUCCESS)
    card = NULL;
  RegCloseKey(registered);
  return card;
}

LONG card_type_interfaces(Alphabet alphabet, const void *name, LPGUID interfaces, LPDWORD count) {
  GUID known[MAX_INTERFACES];
  if (name == NULL || count == NULL) return SCARD_E_INVALID_PARAMETER;
  HKEY card = card_named(alphabet, name);
  if (card == NULL) return ERROR_FILE_NOT_FOUND;
  DWORD length = value_of(card, NULL, L"Supported Interfaces", known, sizeof known), had = *count;
  RegCloseKey(card);
  if (length == 0) return ERROR_FILE_NOT_FOUND;
  *count = had == SCARD_AUTOALLOCATE ? had : had > MAX_INTERFACES ? sizeof known : had * (DWORD)sizeof *known;
  LONG rv = give_bytes(known, length, interfaces, count);
  *count = length / (DWORD)sizeof *known;
  return rv;
}

LONG card_type_provider_id(Alphabet alphabet, const void *name, LPGUID provider) {
  if (name == NULL || provider == NULL) return SCARD_E_INVALID_PARAMETER;
  HKEY card = card_named(alphabet, name);
  DWORD length = card == NULL ? 0 : value_of(card, NULL, L"Primary Provider", provider, sizeof *provider);
  if (card != NULL) RegCloseKey(card);
  return length == sizeof *provider ? SCARD_S_SUCCESS : ERROR_FILE_NOT_FOUND;
}

LONG card_type_provider(Alphabet alphabet, const void *name, DWORD id, void *provider, LPDWORD length) {
  WCHAR value[16], wide[MAX_KEY_LENGTH];
  char text[3 * MAX_KEY_LENGTH];
  DWORD size = sizeof wide;
  if (name == NULL || length == NULL) return SCARD_E_INVALID_PARAMETER;
  HKEY card = card_named(alphabet, name);
  if (card == NULL) return ERROR_FILE_NOT_FOUND;
  snprintf(text, sizeof text, "%08lX", (unsigned long)id);
  MultiByteToWideChar(CP_UTF8, 0, text, -1, value, sizeof value / sizeof *value);
  LPCWSTR which = id == SCARD_PROVIDER_CSP     ? L"Crypto Provider"
                  : id == KEY_STORAGE_PROVIDER ? L"Smart Card Key Storage Provider"
                                               : value;
  LSTATUS status = RegGetValueW(card, NULL, which, RRF_RT_REG_SZ, NULL, wide, &size);
  RegCloseKey(card);
  int got = status != ERROR_SUCCESS ? 0 : WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, sizeof text, NULL, NULL);
  return got > 0 ? give_text(alphabet, text, (DWORD)got, provider, length) : ERROR_FILE_NOT_FOUND;
}

/* What SCardGetStatusChange would say at once, and SCARD_STATE_ATRMATCH where one of the masks fits. */
LONG locate_masks(SCARDCONTEXT id, Alphabet alphabet, const SCARD_ATRMASK *masks, DWORD mask_count,
                  LPSCARD_READERSTATEA states, DWORD count) {
  Reader table[SLOTS];
  if ((masks == NULL && mask_count > 0) || (states == NULL && count > 0)) return SCARD_E_INVALID_PARAMETER;
  Context *context = context_of(id);
  if (context == NULL) return SCARD_E_INVALID_HANDLE;
  LONG rv = read_table(&context->channel, table);
  done_with_context(context);
  if (rv != SCARD_S_SUCCESS) return rv;
  fill_states(alphabet, states, count, table);
  for (DWORD i = 0; i < count; i++)
    for (DWORD m = 0; m < mask_count && states[i].dwEventState & SCARD_STATE_PRESENT; m++)
      if (matches(&masks[m], states[i].rgbAtr, states[i].cbAtr)) states[i].dwEventState |= SCARD_STATE_ATRMATCH;
  return SCARD_S_SUCCESS;
}

/* Behind the next name of a multi-string. */
static const void *behind(Alphabet alphabet, const void *name) {
  return alphabet == WIDE ? (const void *)((LPCWSTR)name + lstrlenW(name) + 1)
                          : (const void *)((LPCSTR)name + lstrlenA(name) + 1);
}

/* Names that nobody has registered are passed over. */
LONG locate_cards(SCARDCONTEXT id, Alphabet alphabet, const void *cards, LPSCARD_READERSTATEA states, DWORD count) {
  SCARD_ATRMASK masks[SLOTS];
  DWORD found = 0;
  if (cards == NULL) return SCARD_E_INVALID_PARAMETER;
  while (found < SLOTS && (alphabet == WIDE ? *(LPCWSTR)cards != L'\0' : *(LPCSTR)cards != '\0')) {
    HKEY card = card_named(alphabet, cards);
    if (card != NULL) {
      if (mask_of(card, NULL, &masks[found])) found++;
      RegCloseKey(card);
    }
    cards = behind(alphabet, cards);
  }
  return locate_masks(id, alphabet, masks, found, states, count);
}
