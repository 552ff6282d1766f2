/*
 * The exports: each call goes to the world that the environment names or, when it names none, to the system's own DLL.
 * Nothing happens in DllMain that loads or connects.
 */
#include "world.h"

/* The installer of the device class answers with it: ERROR_DI_DO_DEFAULT. */
#define DO_DEFAULT ((LONG)0xE000020E)

const SCARD_IO_REQUEST g_rgSCardT0Pci = { SCARD_PROTOCOL_T0, sizeof(SCARD_IO_REQUEST) };
const SCARD_IO_REQUEST g_rgSCardT1Pci = { SCARD_PROTOCOL_T1, sizeof(SCARD_IO_REQUEST) };
const SCARD_IO_REQUEST g_rgSCardRawPci = { SCARD_PROTOCOL_RAW, sizeof(SCARD_IO_REQUEST) };

#define EXPORT __declspec(dllexport)

/* The same function of the system's DLL, looked up at its first call. */
#define SYSTEMS_OWN(result, name, parameters) \
  static FARPROC found; \
  result(WINAPI * own) parameters = (void *)system_function(#name, &found);

#define LONG_CALL(name, parameters, arguments, ours) \
  EXPORT LONG WINAPI name parameters { \
    if (world_is_named()) return ours; \
    SYSTEMS_OWN(LONG, name, parameters) \
    return own ? own arguments : SCARD_E_NO_SERVICE; \
  }
#include "functions.h"

#define EVENT_CALL(name) \
  EXPORT HANDLE WINAPI name(void) { \
    if (world_is_named()) return started_event(); \
    SYSTEMS_OWN(HANDLE, name, (void)) \
    return own ? own() : NULL; \
  }
#define VOID_CALL(name) \
  EXPORT void WINAPI name(void) { \
    if (world_is_named()) return; \
    SYSTEMS_OWN(void, name, (void)) \
    if (own) own(); \
  }
EVENT_CALL(SCardAccessStartedEvent)
VOID_CALL(SCardReleaseStartedEvent)
/* Of Windows 2000; still looked for by name. */
EVENT_CALL(SCardAccessNewReaderEvent)
VOID_CALL(SCardReleaseNewReaderEvent)
VOID_CALL(SCardReleaseAllEvents)

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, LPVOID ending) {
  (void)self;
  /* When the whole process ends, other threads may have been stopped with our locks held. */
  if (reason == DLL_PROCESS_DETACH && ending == NULL) forget_everything();
  return TRUE;
}
