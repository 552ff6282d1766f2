/* As much of Windows as winscard.dll's sources use, for Linux: its system is played by system.c, its world by world.c. */
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define __declspec(what)
#define WINAPI
#define CALLBACK
#define TRUE 1
#define FALSE 0
#define MAX_PATH 260
#define INFINITE 0xffffffffu

typedef uint8_t BYTE, *PBYTE, *LPBYTE, *PUCHAR;
typedef const BYTE *LPCBYTE;
typedef uint16_t WORD;
typedef uint32_t DWORD, *LPDWORD, ULONG, UINT;
typedef int32_t LONG, BOOL, LSTATUS, NTSTATUS;
typedef uint64_t ULONGLONG;
typedef uintptr_t ULONG_PTR;
typedef char *LPSTR;
typedef const char *LPCSTR;
typedef wchar_t WCHAR, *LPWSTR;
typedef const WCHAR *LPCWSTR;
typedef void *PVOID, *LPVOID, *HANDLE, *HMODULE, *HINSTANCE, *HKEY;
typedef const void *LPCVOID;
typedef void (*FARPROC)(void);
typedef struct { uint8_t bytes[16]; } GUID, UUID, *LPGUID;
typedef const GUID *LPCGUID;
_Static_assert(sizeof(WCHAR) == 2, "-fshort-wchar");

/* Locks: taken twice, or given back when not taken, they end the fuzzer. */
typedef struct { int taken; } SRWLOCK;
#define SRWLOCK_INIT { 0 }
void AcquireSRWLockExclusive(SRWLOCK *lock);
void ReleaseSRWLockExclusive(SRWLOCK *lock);
typedef struct { int done; } INIT_ONCE, *PINIT_ONCE;
#define INIT_ONCE_STATIC_INIT { 0 }
BOOL InitOnceExecuteOnce(INIT_ONCE *once, BOOL (*work)(PINIT_ONCE, PVOID, PVOID *), PVOID parameter, PVOID *result);
#define InterlockedIncrement(at) (++*(at))
PVOID InterlockedCompareExchangePointer(PVOID volatile *at, PVOID value, PVOID expected);

#define HEAP_ZERO_MEMORY 8
#define GetProcessHeap() NULL
void *HeapAlloc(HANDLE heap, DWORD flags, size_t size);
BOOL HeapFree(HANDLE heap, DWORD flags, void *memory);
#define SecureZeroMemory(at, length) memset(at, 0, length)

#define WAIT_OBJECT_0 0
#define WAIT_TIMEOUT 258
#define WAIT_FAILED 0xffffffffu
HANDLE CreateEventW(void *security, BOOL manual, BOOL set, LPCWSTR name);
BOOL SetEvent(HANDLE event);
BOOL ResetEvent(HANDLE event);
BOOL CloseHandle(HANDLE handle);
DWORD WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD timeout);
ULONGLONG GetTickCount64(void);

#define CP_ACP 0
#define CP_UTF8 65001
int MultiByteToWideChar(UINT page, DWORD flags, LPCSTR text, int length, LPWSTR wide, int room);
int WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR wide, int length, LPSTR text, int room, LPCSTR unknown, BOOL *lost);
#define lstrlenA(text) ((int)strlen(text))
int lstrlenW(LPCWSTR text);
LPWSTR lstrcpyW(LPWSTR to, LPCWSTR from);

#define DLL_PROCESS_DETACH 0
#define INVALID_HANDLE_VALUE ((HANDLE)-1)
#define FILE_APPEND_DATA 4
#define FILE_SHARE_READ 1
#define FILE_SHARE_WRITE 2
#define OPEN_ALWAYS 4
#define LOAD_WITH_ALTERED_SEARCH_PATH 8
#define GET_MODULE_HANDLE_EX_FLAG_PIN 1
#define GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT 2
#define GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS 4
#define GetCurrentProcessId() 1ul
DWORD GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD room);
#define OutputDebugStringA(line) ((void)strlen(line))
#define CreateFileA(...) INVALID_HANDLE_VALUE
#define WriteFile(file, bytes, length, written, overlapped) (*(written) = (length))
#define GetSystemDirectoryW(path, room) 0u
#define LoadLibraryExW(...) NULL
#define GetModuleHandleExW(flags, name, module) (*(module) = NULL)
#define GetProcAddress(library, name) ((void)(name), NULL)
#define FreeLibrary(library) ((void)(library))

#define ERROR_SUCCESS 0
#define ERROR_FILE_NOT_FOUND 2
#define ERROR_ACCESS_DENIED 5
#define ERROR_MORE_DATA 234
#define ERROR_NO_MORE_ITEMS 259
#define HKEY_LOCAL_MACHINE NULL
#define KEY_READ 0
#define RRF_RT_REG_NONE 1
#define RRF_RT_REG_SZ 2
#define RRF_RT_REG_BINARY 8
LSTATUS RegOpenKeyExW(HKEY key, LPCWSTR name, DWORD options, DWORD access, HKEY *opened);
LSTATUS RegEnumKeyExW(HKEY key, DWORD index, LPWSTR name, LPDWORD length, void *, void *, void *, void *);
LSTATUS RegGetValueW(HKEY key, LPCWSTR below, LPCWSTR value, DWORD flags, LPDWORD type, PVOID data, LPDWORD length);
LSTATUS RegCloseKey(HKEY key);
