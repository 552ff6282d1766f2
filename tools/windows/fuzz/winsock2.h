#pragma once
#include "windows.h"
typedef uintptr_t SOCKET;
#define INVALID_SOCKET ((SOCKET)~(uintptr_t)0)
#define SD_BOTH 2
#define FD_READ 1
#define FD_CLOSE 32
typedef struct { int unused; } WSADATA;
#define MAKEWORD(low, high) 0
#define WSAStartup(version, data) ((void)(data), 0)
#define WSACreateEvent() CreateEventW(NULL, TRUE, FALSE, NULL)
#define WSACloseEvent CloseHandle
#define WSAResetEvent ResetEvent
#define WSAEventSelect(socket, event, what) ((void)(socket), (void)(event), chance(50) ? -1 : 0)
#define FIONBIO 1
#define ioctlsocket(socket, what, value) ((void)(value))
#define setsockopt(socket, level, option, value, length) ((void)(socket), (void)(value))
/* world.c */
int chance(unsigned one_in);
SOCKET fed_socket(void);
int fed_connect(SOCKET socket);
int fed_send(SOCKET socket, const char *bytes, int length);
int fed_recv(SOCKET socket, char *bytes, int length);
int closesocket(SOCKET socket);
#define socket(...) fed_socket()
#define connect(socket, address, length) ((void)(address), fed_connect(socket))
#define send(socket, bytes, length, flags) fed_send(socket, bytes, length)
#define recv(socket, bytes, length, flags) fed_recv(socket, bytes, length)
#define shutdown(socket, how) ((void)(socket))
