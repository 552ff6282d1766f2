/* An addon of Node that imports winscard.dll: readers() is what SCardListReadersA says. Declarations: Node-API, version 1. */
#include <stddef.h>
#include <winscard.h>

typedef struct env *Env;
typedef struct value *Value;
typedef struct info *Info;
typedef Value (*Callback)(Env, Info);
__declspec(dllimport) int napi_create_function(Env, const char *, size_t, Callback, void *, Value *);
__declspec(dllimport) int napi_create_string_latin1(Env, const char *, size_t, Value *);

static Value readers(Env env, Info info) {
  SCARDCONTEXT context;
  char names[256] = "";
  DWORD length = sizeof names;
  Value text = NULL;
  (void)info;
  LONG rv = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
  if (rv == SCARD_S_SUCCESS) {
    SCardListReadersA(context, NULL, names, &length);
    SCardReleaseContext(context);
  }
  napi_create_string_latin1(env, names, (size_t)-1, &text);
  return text;
}

__declspec(dllexport) Value napi_register_module_v1(Env env, Value exports) {
  (void)exports;
  Value function = NULL;
  napi_create_function(env, "readers", (size_t)-1, readers, NULL, &function);
  return function;
}
