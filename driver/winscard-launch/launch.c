/*
 * launch.exe DLL PROGRAM ARGUMENTS: starts a program of our own bitness that finds our winscard.dll before any other,
 * without a file in its folder. The program is created suspended, our DLL becomes the first entry of its import directory
 * in memory, and the program goes on: static imports and later LoadLibrary("winscard.dll") are both given our DLL.
 *
 * Ends with the program's exit code; 127 and a sentence on standard error when it could not be started.
 * Source: Microsoft's PE format, "The .idata Section"; docs/windows-programs.md.
 */
#include <windows.h>
#include <winternl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NOT_STARTED 127
/* Import addresses are 32 bits from the image's start. */
#define REACH 0x7fff0000u
#define STEP 0x10000u

static int refuse(const char *what) {
  fprintf(stderr, "launch.exe: %s (Windows error %lu)\n", what, GetLastError());
  return NOT_STARTED;
}

static bool get(HANDLE process, const void *at, void *to, size_t length) {
  SIZE_T got;
  return ReadProcessMemory(process, at, to, length, &got) && got == length;
}

static bool put(HANDLE process, void *at, const void *from, size_t length) {
  SIZE_T written;
  DWORD former;
  if (!VirtualProtectEx(process, at, length, PAGE_READWRITE, &former)) return false;
  bool done = WriteProcessMemory(process, at, from, length, &written) && written == length;
  VirtualProtectEx(process, at, length, former, &former);
  return done;
}

/* Where the system has put the program. */
static uint8_t *image_base(HANDLE process) {
  NTSTATUS(NTAPI * query)(HANDLE, PROCESSINFOCLASS, PVOID, ULONG, PULONG) =
      (void *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryInformationProcess");
  PROCESS_BASIC_INFORMATION information;
  uint8_t *base = NULL;
  if (query == NULL || query(process, ProcessBasicInformation, &information, sizeof information, NULL) != 0) return NULL;
  /* PEB.ImageBaseAddress is its third pointer-sized field. */
  const uint8_t *peb = (const uint8_t *)information.PebBaseAddress;
  return get(process, peb + 2 * sizeof(void *), &base, sizeof base) ? base : NULL;
}

static uint8_t *allocate_near(HANDLE process, uint8_t *base, size_t length) {
  for (uint32_t distance = STEP; distance < REACH; distance += STEP) {
    void *found = VirtualAllocEx(process, base + distance, length, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (found != NULL) return found;
  }
  return NULL;
}

typedef struct {
  IMAGE_THUNK_DATA lookup[2], addresses[2];
  char name[MAX_PATH];
  /* ours, the program's own, a last one of zeros */
  IMAGE_IMPORT_DESCRIPTOR imports[];
} Added;

/* The import directory with our DLL in front: ordinal 1, which nobody calls. */
static const char *add_import(HANDLE process, const char *dll) {
  IMAGE_DOS_HEADER dos;
  IMAGE_NT_HEADERS headers;
  uint8_t *base = image_base(process);
  if (base == NULL || !get(process, base, &dos, sizeof dos) || !get(process, base + dos.e_lfanew, &headers, sizeof headers))
    return "the program cannot be read";
  if (headers.OptionalHeader.Magic != IMAGE_NT_OPTIONAL_HDR_MAGIC)
    return "the program is of another bitness than this launcher: start it by its path as Linux has it, or with the other launch.exe";
  IMAGE_DATA_DIRECTORY *directory = headers.OptionalHeader.DataDirectory;
  if (directory[IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR].Size != 0)
    return "a .NET program: copy winscard.dll into its folder";
  IMAGE_DATA_DIRECTORY *imports = &directory[IMAGE_DIRECTORY_ENTRY_IMPORT];
  size_t own = imports->VirtualAddress == 0 ? 0 : imports->Size;
  size_t length = sizeof(Added) + own + 2 * sizeof(IMAGE_IMPORT_DESCRIPTOR);
  Added *added = calloc(1, length);
  uint8_t *there = allocate_near(process, base, length);
  if (added == NULL || there == NULL) return "no memory near the program";
  uint32_t at = (uint32_t)(there - base);
  added->lookup[0].u1.Ordinal = added->addresses[0].u1.Ordinal = IMAGE_ORDINAL_FLAG | 1;
  strcpy(added->name, dll);
  added->imports[0].OriginalFirstThunk = at + offsetof(Added, lookup);
  added->imports[0].FirstThunk = at + offsetof(Added, addresses);
  added->imports[0].Name = at + offsetof(Added, name);
  if (own > 0 && !get(process, base + imports->VirtualAddress, &added->imports[1], own))
    return "the program's imports cannot be read";
  imports->VirtualAddress = at + offsetof(Added, imports);
  imports->Size = (DWORD)(own + sizeof(IMAGE_IMPORT_DESCRIPTOR));
  /* Addresses bound when the program was linked would be taken without a look at the imports. */
  memset(&directory[IMAGE_DIRECTORY_ENTRY_BOUND_IMPORT], 0, sizeof *directory);
  bool written = put(process, there, added, length) && put(process, base + dos.e_lfanew, &headers, sizeof headers);
  free(added);
  return written ? NULL : "the program's imports cannot be written";
}

/* Wine is given paths of Unix; a program's imports name paths of Windows. */
static bool windows_path(const char *given, char path[MAX_PATH]) {
  WCHAR *(CDECL * translate)(const char *) = (void *)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_dos_file_name");
  WCHAR *translated = translate == NULL || given[0] != '/' ? NULL : translate(given);
  if (translated == NULL) return strlen(given) < MAX_PATH && strcpy(path, given) != NULL;
  BOOL lost = FALSE;
  return WideCharToMultiByte(CP_ACP, WC_NO_BEST_FIT_CHARS, translated, -1, path, MAX_PATH, NULL, &lost) > 0 && !lost;
}

/* When we are ended the program is, too; what it has started goes on. */
static void end_with_us(HANDLE program) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
  HANDLE job = CreateJobObjectW(NULL, NULL);
  if (job != NULL && SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits))
    AssignProcessToJobObject(job, program);
}

/* What stands behind the first `count` arguments, as it was typed. */
static wchar_t *behind(wchar_t *line, int count) {
  for (; count > 0; count--) {
    bool quoted = false;
    for (; *line != L'\0' && (quoted || (*line != L' ' && *line != L'\t')); line++) quoted ^= *line == L'"';
    while (*line == L' ' || *line == L'\t') line++;
  }
  return line;
}

/* Ctrl-C and Ctrl-Break reach the program by themselves; if they ended us, the program would not be asked. */
static BOOL WINAPI leave_to_program(DWORD event) { return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT; }

int main(int count, char **arguments) {
  STARTUPINFOW startup = { .cb = sizeof startup };
  PROCESS_INFORMATION program;
  DWORD code = NOT_STARTED;
  char dll[MAX_PATH];
  if (count < 3) {
    fprintf(stderr, "launch.exe: expected DLL PROGRAM ARGUMENTS\n");
    return NOT_STARTED;
  }
  if (!windows_path(arguments[1], dll)) return refuse("the path of winscard.dll is too long, or has letters beyond ANSI");
  if (!CreateProcessW(NULL, behind(GetCommandLineW(), 2), NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &startup, &program))
    return refuse("the program cannot be started");
  SetConsoleCtrlHandler(leave_to_program, TRUE);
  end_with_us(program.hProcess);
  const char *why = add_import(program.hProcess, dll);
  if (why != NULL) {
    TerminateProcess(program.hProcess, NOT_STARTED);
    return refuse(why);
  }
  ResumeThread(program.hThread);
  WaitForSingleObject(program.hProcess, INFINITE);
  GetExitCodeProcess(program.hProcess, &code);
  return (int)code;
}
