/* The cache of card contents, and card types: first of a computer that knows none, then of one with the CPS minidriver. */
#include "cases.h"
#include <string.h>

#define SMART_CARDS "SOFTWARE\\Microsoft\\Cryptography\\Calais\\SmartCards"
#define TOO_BIG 0x80100072u

static SCARDCONTEXT context;
static char reader[256];
static BYTE atr[33];
static DWORD atr_length = sizeof atr;

static void cache(void) {
  UUID card = { 1, 2, 3, { 4 } }, other = { 0 };
  BYTE got[8], *given;
  DWORD length = sizeof got;
  static BYTE big[70000];
  IS(SCardReadCacheA(context, &card, 1, "Cached_CMAPFile", got, &length), SCARD_W_CACHE_ITEM_NOT_FOUND);
  IS(SCardWriteCacheW(context, &card, 2, L"Cached_CMAPFile", (BYTE *)"1234", 4), SCARD_S_SUCCESS);
  IS(SCardReadCacheA(context, &card, 2, "Cached_CMAPFile", got, &length), SCARD_S_SUCCESS);
  is("as written", memcmp(got, "1234", 4) | (length << 8), 4 << 8);
  IS(SCardReadCacheA(context, &other, 2, "Cached_CMAPFile", got, &length), SCARD_W_CACHE_ITEM_NOT_FOUND);
  IS(SCardReadCacheA(context, &card, 1, "Cached_CMAPFile", got, &length), SCARD_W_CACHE_ITEM_NOT_FOUND);
  length = 3;
  IS(SCardReadCacheA(context, &card, 2, "Cached_CMAPFile", got, &length), SCARD_E_INSUFFICIENT_BUFFER);
  is("the length that would do", length, 4);
  length = SCARD_AUTOALLOCATE;
  IS(SCardReadCacheW(context, &card, 2, L"Cached_CMAPFile", (PBYTE)&given, &length), SCARD_S_SUCCESS);
  IS(SCardFreeMemory(context, given), SCARD_S_SUCCESS);
  IS(SCardWriteCacheA(context, &card, 2, "Cached_CMAPFile", (BYTE *)"56", 2), SCARD_S_SUCCESS);
  length = sizeof got;
  IS(SCardReadCacheA(context, &card, 2, "Cached_CMAPFile", got, &length), SCARD_S_SUCCESS);
  is("written again", length, 2);
  IS(SCardReadCacheA(context, &card, 3, "Cached_CMAPFile", got, &length), SCARD_W_CACHE_ITEM_STALE);
  IS(SCardReadCacheA(context, &card, 2, "Cached_CMAPFile", got, &length), SCARD_W_CACHE_ITEM_NOT_FOUND);
  IS(SCardWriteCacheA(context, &card, 1, "big", big, sizeof big), TOO_BIG);
  IS(SCardWriteCacheA(context + 1, &card, 1, "x", big, 1), SCARD_E_INVALID_HANDLE);
  IS(SCardReadCacheA(context, NULL, 1, "x", got, &length), SCARD_E_INVALID_PARAMETER);
}

static void nothing_registered(void) {
  char names[64];
  DWORD length = sizeof names;
  IS(SCardListCardsA(context, atr, NULL, 0, names, &length), SCARD_S_SUCCESS);
  is("no name", names[0] | (length << 8), 1 << 8);
  length = sizeof names;
  IS(SCardGetCardTypeProviderNameA(context, "CPS3", SCARD_PROVIDER_CSP, names, &length), ERROR_FILE_NOT_FOUND);
}

/* What the INF of the minidriver sets for a card with contacts. Source: fixtures/windows-update/cps3-minidriver/cpsmd.inf */
static void install_minidriver(void) {
  static const BYTE pattern[] = { 0x3B, 0, 0, 0, 0, 0, 0x12, 0x25, 0, 0x64, 0x80, 0, 0, 0, 0, 0x90, 0 };
  static const BYTE mask[] = { 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0xFF, 0xFF };
  static const GUID interfaces[] = { { 7 }, { 8 } }, provider = { 9 };
  HKEY key;
  IS(RegCreateKeyExA(HKEY_LOCAL_MACHINE, SMART_CARDS "\\CPS3", 0, NULL, 0, KEY_WRITE, NULL, &key, NULL), ERROR_SUCCESS);
  RegSetValueExA(key, "ATR", 0, REG_BINARY, pattern, sizeof pattern);
  RegSetValueExA(key, "ATRMask", 0, REG_BINARY, mask, sizeof mask);
  RegSetValueExA(key, "Crypto Provider", 0, REG_SZ, (BYTE *)"Microsoft Base Smart Card Crypto Provider", 42);
  RegSetValueExA(key, "80000001", 0, REG_SZ, (BYTE *)"cpsmd.dll", 10);
  RegSetValueExA(key, "Supported Interfaces", 0, REG_BINARY, (BYTE *)interfaces, sizeof interfaces);
  RegSetValueExA(key, "Primary Provider", 0, REG_BINARY, (BYTE *)&provider, sizeof provider);
  RegCloseKey(key);
  RegCreateKeyExA(HKEY_LOCAL_MACHINE, SMART_CARDS "\\Another", 0, NULL, 0, KEY_WRITE, NULL, &key, NULL);
  RegSetValueExA(key, "ATR", 0, REG_BINARY, pattern, sizeof pattern);
  RegCloseKey(key);
}

static void card_types(void) {
  static const GUID eight = { 8 }, ten = { 10 };
  char names[64];
  WCHAR wide[64], *given;
  GUID guids[4], provider;
  DWORD length = sizeof names, wide_length = SCARD_AUTOALLOCATE, count = 4;
  IS(SCardListCardsA(context, atr, NULL, 0, names, &length), SCARD_S_SUCCESS);
  is("that card alone", memcmp(names, "CPS3\0", 6) | (length << 8), 6 << 8);
  IS(SCardListCardsW(0, NULL, NULL, 0, (LPWSTR)&given, &wide_length), SCARD_S_SUCCESS);
  is("all of them", wide_length, sizeof "CPS3" + sizeof "Another" + 1);
  IS(SCardFreeMemory(context, given), SCARD_S_SUCCESS);
  length = sizeof names;
  IS(SCardListCardsA(context, atr, &eight, 1, names, &length), SCARD_S_SUCCESS);
  is("with that interface", length, 6);
  IS(SCardListCardsA(context, atr, &ten, 1, names, &length), SCARD_S_SUCCESS);
  is("without", length, 1);
  length = sizeof names;
  IS(SCardGetCardTypeProviderNameA(context, "CPS3", SCARD_PROVIDER_CSP, names, &length), SCARD_S_SUCCESS);
  is("its CSP", strcmp(names, "Microsoft Base Smart Card Crypto Provider"), 0);
  wide_length = 64;
  IS(SCardGetCardTypeProviderNameW(context, L"CPS3", 0x80000001, wide, &wide_length), SCARD_S_SUCCESS);
  is("its module", lstrcmpW(wide, L"cpsmd.dll"), 0);
  IS(SCardGetCardTypeProviderNameA(context, "CPS3", 3, names, &length), ERROR_FILE_NOT_FOUND);
  IS(SCardListInterfacesA(context, "CPS3", guids, &count), SCARD_S_SUCCESS);
  is("two", count | guids[1].Data1 << 8, 2 | 8 << 8);
  count = 1;
  IS(SCardListInterfacesA(context, "CPS3", guids, &count), SCARD_E_INSUFFICIENT_BUFFER);
  IS(SCardGetProviderIdA(context, "CPS3", &provider), SCARD_S_SUCCESS);
  is("its provider", provider.Data1, 9);
  IS(SCardIntroduceCardTypeA(context, "mine", NULL, NULL, 0, atr, atr, atr_length), ERROR_ACCESS_DENIED);
  IS(SCardForgetCardTypeA(context, "CPS3"), ERROR_ACCESS_DENIED);
}

static void location(void) {
  SCARD_READERSTATEA state = { .szReader = reader };
  SCARD_ATRMASK mask = { atr_length };
  memcpy(mask.rgbAtr, atr, atr_length);
  memset(mask.rgbMask, 0xff, sizeof mask.rgbMask);
  IS(SCardLocateCardsA(context, "nobody\0CPS3\0", &state, 1), SCARD_S_SUCCESS);
  is("found", state.dwEventState & 0x70, SCARD_STATE_PRESENT | SCARD_STATE_ATRMATCH);
  IS(SCardLocateCardsA(context, "Another\0", &state, 1), SCARD_S_SUCCESS);
  is("another", state.dwEventState & 0x70, SCARD_STATE_PRESENT);
  IS(SCardLocateCardsByATRA(context, &mask, 1, &state, 1), SCARD_S_SUCCESS);
  is("by its ATR", state.dwEventState & 0x70, SCARD_STATE_PRESENT | SCARD_STATE_ATRMATCH);
  mask.rgbAtr[atr_length - 1] ^= 1;
  IS(SCardLocateCardsByATRA(context, &mask, 1, &state, 1), SCARD_S_SUCCESS);
  is("by an ATR of another", state.dwEventState & 0x70, SCARD_STATE_PRESENT);
}

int main(void) {
  SCARDHANDLE card;
  DWORD length = sizeof reader, protocol;
  IS(SCardEstablishContext(SCARD_SCOPE_USER, NULL, NULL, &context), SCARD_S_SUCCESS);
  IS(SCardListReadersA(context, NULL, reader, &length), SCARD_S_SUCCESS);
  IS(SCardConnectA(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_Tx, &card, &protocol), SCARD_S_SUCCESS);
  IS(SCardStatusA(card, NULL, NULL, NULL, NULL, atr, &atr_length), SCARD_S_SUCCESS);
  RegDeleteTreeA(HKEY_LOCAL_MACHINE, SMART_CARDS);
  cache();
  nothing_registered();
  install_minidriver();
  card_types();
  location();
  IS(RegDeleteTreeA(HKEY_LOCAL_MACHINE, SMART_CARDS), ERROR_SUCCESS);
  return told();
}
