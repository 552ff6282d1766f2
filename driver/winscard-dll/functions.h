/*
 * Every function that Windows 10's winscard.dll exports, once: LONG_CALL(name, parameters, arguments, what we do).
 * entry.c makes the exports of it. Source of the names: mingw-w64's import library libwinscard.a.
 */
#define C SCARDCONTEXT context
#define H SCARDHANDLE card

/* Contexts */
LONG_CALL(SCardEstablishContext, (DWORD scope, LPCVOID a, LPCVOID b, LPSCARDCONTEXT context), (scope, a, b, context), establish_context(scope, context))
LONG_CALL(SCardReleaseContext, (C), (context), release_context(context))
LONG_CALL(SCardIsValidContext, (C), (context), is_valid_context(context))
LONG_CALL(SCardCancel, (C), (context), cancel(context))
LONG_CALL(SCardFreeMemory, (C, LPCVOID memory), (context, memory), free_memory(memory))

/* Readers */
LONG_CALL(SCardListReadersA, (C, LPCSTR groups, LPSTR readers, LPDWORD length), (context, groups, readers, length), list_readers(context, NARROW, groups, readers, length))
LONG_CALL(SCardListReadersW, (C, LPCWSTR groups, LPWSTR readers, LPDWORD length), (context, groups, readers, length), list_readers(context, WIDE, groups, readers, length))
LONG_CALL(SCardListReaderGroupsA, (C, LPSTR groups, LPDWORD length), (context, groups, length), list_reader_groups(NARROW, groups, length))
LONG_CALL(SCardListReaderGroupsW, (C, LPWSTR groups, LPDWORD length), (context, groups, length), list_reader_groups(WIDE, groups, length))
LONG_CALL(SCardGetStatusChangeA, (C, DWORD timeout, LPSCARD_READERSTATEA states, DWORD count), (context, timeout, states, count), get_status_change(context, NARROW, timeout, states, count))
LONG_CALL(SCardGetStatusChangeW, (C, DWORD timeout, LPSCARD_READERSTATEW states, DWORD count), (context, timeout, states, count), get_status_change(context, WIDE, timeout, (LPSCARD_READERSTATEA)states, count))
LONG_CALL(SCardGetDeviceTypeIdA, (C, LPCSTR reader, LPDWORD type), (context, reader, type), device_type(type))
LONG_CALL(SCardGetDeviceTypeIdW, (C, LPCWSTR reader, LPDWORD type), (context, reader, type), device_type(type))

/* Cards */
LONG_CALL(SCardConnectA, (C, LPCSTR reader, DWORD share, DWORD protocols, LPSCARDHANDLE card, LPDWORD active), (context, reader, share, protocols, card, active), connect_card(context, NARROW, reader, share, protocols, card, active))
LONG_CALL(SCardConnectW, (C, LPCWSTR reader, DWORD share, DWORD protocols, LPSCARDHANDLE card, LPDWORD active), (context, reader, share, protocols, card, active), connect_card(context, WIDE, reader, share, protocols, card, active))
LONG_CALL(SCardReconnect, (H, DWORD share, DWORD protocols, DWORD initialization, LPDWORD active), (card, share, protocols, initialization, active), reconnect_card(card, share, protocols, initialization, active))
LONG_CALL(SCardDisconnect, (H, DWORD disposition), (card, disposition), disconnect_card(card, disposition))
LONG_CALL(SCardBeginTransaction, (H), (card), begin_transaction(card))
LONG_CALL(SCardEndTransaction, (H, DWORD disposition), (card, disposition), end_transaction(card, disposition))
LONG_CALL(SCardStatusA, (H, LPSTR reader, LPDWORD length, LPDWORD state, LPDWORD protocol, LPBYTE atr, LPDWORD atrLength), (card, reader, length, state, protocol, atr, atrLength), card_status(card, NARROW, reader, length, state, protocol, atr, atrLength))
LONG_CALL(SCardStatusW, (H, LPWSTR reader, LPDWORD length, LPDWORD state, LPDWORD protocol, LPBYTE atr, LPDWORD atrLength), (card, reader, length, state, protocol, atr, atrLength), card_status(card, WIDE, reader, length, state, protocol, atr, atrLength))
LONG_CALL(SCardState, (H, LPDWORD state, LPDWORD protocol, LPBYTE atr, LPDWORD atrLength), (card, state, protocol, atr, atrLength), card_status(card, NARROW, NULL, NULL, state, protocol, atr, atrLength))
LONG_CALL(SCardTransmit, (H, LPCSCARD_IO_REQUEST sendPci, LPCBYTE command, DWORD commandLength, LPSCARD_IO_REQUEST receivePci, LPBYTE response, LPDWORD responseLength), (card, sendPci, command, commandLength, receivePci, response, responseLength), transmit(card, sendPci, command, commandLength, receivePci, response, responseLength))
LONG_CALL(SCardGetTransmitCount, (H, LPDWORD count), (card, count), transmit_count(card, count))
LONG_CALL(SCardControl, (H, DWORD code, LPCVOID input, DWORD inputLength, LPVOID output, DWORD outputRoom, LPDWORD returned), (card, code, input, inputLength, output, outputRoom, returned), control(card, code, input, inputLength, output, outputRoom, returned))
LONG_CALL(SCardGetAttrib, (H, DWORD attribute, LPBYTE value, LPDWORD length), (card, attribute, value, length), get_attribute(card, attribute, value, length))
LONG_CALL(SCardSetAttrib, (H, DWORD attribute, LPCBYTE value, DWORD length), (card, attribute, value, length), set_attribute(card, attribute, value, length))

/* The cache of card contents */
LONG_CALL(SCardReadCacheA, (C, UUID *id, DWORD counter, LPSTR name, PBYTE data, DWORD *length), (context, id, counter, name, data, length), read_cache(context, NARROW, id, counter, name, data, length))
LONG_CALL(SCardReadCacheW, (C, UUID *id, DWORD counter, LPWSTR name, PBYTE data, DWORD *length), (context, id, counter, name, data, length), read_cache(context, WIDE, id, counter, name, data, length))
LONG_CALL(SCardWriteCacheA, (C, UUID *id, DWORD counter, LPSTR name, PBYTE data, DWORD length), (context, id, counter, name, data, length), write_cache(context, NARROW, id, counter, name, data, length))
LONG_CALL(SCardWriteCacheW, (C, UUID *id, DWORD counter, LPWSTR name, PBYTE data, DWORD length), (context, id, counter, name, data, length), write_cache(context, WIDE, id, counter, name, data, length))

/* Card types are registered by the computer, which we leave as it is; readers and groups are the world's. */
#define NOT_ALLOWED ERROR_ACCESS_DENIED
#define NOT_HERE SCARD_E_UNSUPPORTED_FEATURE
LONG_CALL(SCardListCardsA, (C, LPCBYTE atr, LPCGUID interfaces, DWORD count, LPSTR cards, LPDWORD length), (context, atr, interfaces, count, cards, length), list_card_types(context, NARROW, atr, interfaces, count, cards, length))
LONG_CALL(SCardListCardsW, (C, LPCBYTE atr, LPCGUID interfaces, DWORD count, LPWSTR cards, LPDWORD length), (context, atr, interfaces, count, cards, length), list_card_types(context, WIDE, atr, interfaces, count, cards, length))
LONG_CALL(SCardListInterfacesA, (C, LPCSTR name, LPGUID interfaces, LPDWORD count), (context, name, interfaces, count), card_type_interfaces(NARROW, name, interfaces, count))
LONG_CALL(SCardListInterfacesW, (C, LPCWSTR name, LPGUID interfaces, LPDWORD count), (context, name, interfaces, count), card_type_interfaces(WIDE, name, interfaces, count))
LONG_CALL(SCardGetProviderIdA, (C, LPCSTR name, LPGUID provider), (context, name, provider), card_type_provider_id(NARROW, name, provider))
LONG_CALL(SCardGetProviderIdW, (C, LPCWSTR name, LPGUID provider), (context, name, provider), card_type_provider_id(WIDE, name, provider))
LONG_CALL(SCardGetCardTypeProviderNameA, (C, LPCSTR name, DWORD id, LPSTR provider, LPDWORD length), (context, name, id, provider, length), card_type_provider(NARROW, name, id, provider, length))
LONG_CALL(SCardGetCardTypeProviderNameW, (C, LPCWSTR name, DWORD id, LPWSTR provider, LPDWORD length), (context, name, id, provider, length), card_type_provider(WIDE, name, id, provider, length))
LONG_CALL(SCardSetCardTypeProviderNameA, (C, LPCSTR name, DWORD id, LPCSTR provider), (context, name, id, provider), NOT_ALLOWED)
LONG_CALL(SCardSetCardTypeProviderNameW, (C, LPCWSTR name, DWORD id, LPCWSTR provider), (context, name, id, provider), NOT_ALLOWED)
LONG_CALL(SCardIntroduceReaderGroupA, (C, LPCSTR group), (context, group), NOT_HERE)
LONG_CALL(SCardIntroduceReaderGroupW, (C, LPCWSTR group), (context, group), NOT_HERE)
LONG_CALL(SCardForgetReaderGroupA, (C, LPCSTR group), (context, group), NOT_HERE)
LONG_CALL(SCardForgetReaderGroupW, (C, LPCWSTR group), (context, group), NOT_HERE)
LONG_CALL(SCardIntroduceReaderA, (C, LPCSTR reader, LPCSTR device), (context, reader, device), NOT_HERE)
LONG_CALL(SCardIntroduceReaderW, (C, LPCWSTR reader, LPCWSTR device), (context, reader, device), NOT_HERE)
LONG_CALL(SCardForgetReaderA, (C, LPCSTR reader), (context, reader), NOT_HERE)
LONG_CALL(SCardForgetReaderW, (C, LPCWSTR reader), (context, reader), NOT_HERE)
LONG_CALL(SCardAddReaderToGroupA, (C, LPCSTR reader, LPCSTR group), (context, reader, group), NOT_HERE)
LONG_CALL(SCardAddReaderToGroupW, (C, LPCWSTR reader, LPCWSTR group), (context, reader, group), NOT_HERE)
LONG_CALL(SCardRemoveReaderFromGroupA, (C, LPCSTR reader, LPCSTR group), (context, reader, group), NOT_HERE)
LONG_CALL(SCardRemoveReaderFromGroupW, (C, LPCWSTR reader, LPCWSTR group), (context, reader, group), NOT_HERE)
LONG_CALL(SCardIntroduceCardTypeA, (C, LPCSTR name, LPCGUID provider, LPCGUID interfaces, DWORD count, LPCBYTE atr, LPCBYTE mask, DWORD length), (context, name, provider, interfaces, count, atr, mask, length), NOT_ALLOWED)
LONG_CALL(SCardIntroduceCardTypeW, (C, LPCWSTR name, LPCGUID provider, LPCGUID interfaces, DWORD count, LPCBYTE atr, LPCBYTE mask, DWORD length), (context, name, provider, interfaces, count, atr, mask, length), NOT_ALLOWED)
LONG_CALL(SCardForgetCardTypeA, (C, LPCSTR name), (context, name), NOT_ALLOWED)
LONG_CALL(SCardForgetCardTypeW, (C, LPCWSTR name), (context, name), NOT_ALLOWED)
LONG_CALL(SCardLocateCardsA, (C, LPCSTR cards, LPSCARD_READERSTATEA states, DWORD count), (context, cards, states, count), locate_cards(context, NARROW, cards, states, count))
LONG_CALL(SCardLocateCardsW, (C, LPCWSTR cards, LPSCARD_READERSTATEW states, DWORD count), (context, cards, states, count), locate_cards(context, WIDE, cards, (LPSCARD_READERSTATEA)states, count))
LONG_CALL(SCardLocateCardsByATRA, (C, LPSCARD_ATRMASK masks, DWORD maskCount, LPSCARD_READERSTATEA states, DWORD count), (context, masks, maskCount, states, count), locate_masks(context, NARROW, masks, maskCount, states, count))
LONG_CALL(SCardLocateCardsByATRW, (C, LPSCARD_ATRMASK masks, DWORD maskCount, LPSCARD_READERSTATEW states, DWORD count), (context, masks, maskCount, states, count), locate_masks(context, WIDE, masks, maskCount, (LPSCARD_READERSTATEA)states, count))
LONG_CALL(SCardGetReaderDeviceInstanceIdA, (C, LPCSTR reader, LPSTR id, LPDWORD length), (context, reader, id, length), NOT_HERE)
LONG_CALL(SCardGetReaderDeviceInstanceIdW, (C, LPCWSTR reader, LPWSTR id, LPDWORD length), (context, reader, id, length), NOT_HERE)
LONG_CALL(SCardListReadersWithDeviceInstanceIdA, (C, LPCSTR id, LPSTR readers, LPDWORD length), (context, id, readers, length), NOT_HERE)
LONG_CALL(SCardListReadersWithDeviceInstanceIdW, (C, LPCWSTR id, LPWSTR readers, LPDWORD length), (context, id, readers, length), NOT_HERE)
LONG_CALL(SCardGetReaderIconA, (C, LPCSTR reader, LPBYTE icon, LPDWORD length), (context, reader, icon, length), NOT_HERE)
LONG_CALL(SCardGetReaderIconW, (C, LPCWSTR reader, LPBYTE icon, LPDWORD length), (context, reader, icon, length), NOT_HERE)
LONG_CALL(SCardAudit, (C, DWORD event), (context, event), SCARD_S_SUCCESS)
LONG_CALL(ClassInstall32, (UINT function, HANDLE devices, LPVOID device), (function, devices, device), DO_DEFAULT)

#undef C
#undef H
#undef NOT_ALLOWED
#undef NOT_HERE
