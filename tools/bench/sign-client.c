/* RSA-2048 signatures through a PKCS#11 module, in blocks. Usage: sign-client MODULE PIN KEY_INDEX. For each count read
   from standard input it signs that often and prints the microseconds that took. CKM_RSA_PKCS over a SHA-256 DigestInfo; the calls are taken from CK_FUNCTION_LIST by their position (PKCS#11 v2.20, 11). */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef unsigned long ck;
typedef struct {
  unsigned char major, minor;
  ck (*call[68])();
} functions;
enum { INITIALIZE = 0, FINALIZE = 1, GET_SLOT_LIST = 4, OPEN_SESSION = 12, LOGIN = 18, FIND_INIT = 26, FIND = 27, FIND_FINAL = 28, SIGN_INIT = 42, SIGN = 43 };
typedef struct {
  ck type;
  void *value;
  ck length;
} attribute;
typedef struct {
  ck mechanism;
  void *parameter;
  ck length;
} mechanism;

static void check(const char *what, ck rv) {
  if (rv == 0) return;
  fprintf(stderr, "%s: %08lX\n", what, rv);
  exit(1);
}

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int argc, char **argv) {
  static const unsigned char prefix[19] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                           0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
  unsigned char info[51] = {0}, signature[256];
  functions *f;
  ck slots[16], slot_count = 16, session, keys[8], found = 0, private_key = 3, count = 0, length;
  if (argc < 4) return 2;
  memcpy(info, prefix, sizeof prefix);
  void *module = dlopen(argv[1], RTLD_NOW);
  if (!module) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  ck (*list)(functions **) = (ck(*)(functions **))dlsym(module, "C_GetFunctionList");
  check("C_GetFunctionList", list(&f));
  check("C_Initialize", f->call[INITIALIZE](NULL));
  check("C_GetSlotList", f->call[GET_SLOT_LIST](1, slots, &slot_count));
  if (slot_count == 0) {
    fprintf(stderr, "no token\n");
    return 1;
  }
  check("C_OpenSession", f->call[OPEN_SESSION](slots[0], 4UL, NULL, NULL, &session));
  check("C_Login", f->call[LOGIN](session, 1UL, argv[2], (ck)strlen(argv[2])));
  attribute template = {0, &private_key, sizeof private_key};
  check("C_FindObjectsInit", f->call[FIND_INIT](session, &template, 1UL));
  check("C_FindObjects", f->call[FIND](session, keys, 8UL, &found));
  check("C_FindObjectsFinal", f->call[FIND_FINAL](session));
  ck index = (ck)atoi(argv[3]);
  if (index >= found) {
    fprintf(stderr, "%lu private keys\n", found);
    return 1;
  }
  mechanism rsa_pkcs = {1, NULL, 0};
  int block;
  while (scanf("%d", &block) == 1) {
    double start = now_us();
    for (int i = 0; i < block; i++) {
      info[20] = (unsigned char)count++;
      length = sizeof signature;
      check("C_SignInit", f->call[SIGN_INIT](session, &rsa_pkcs, keys[index]));
      check("C_Sign", f->call[SIGN](session, info, (ck)sizeof info, signature, &length));
    }
    printf("%.1f\n", now_us() - start);
    fflush(stdout);
  }
  f->call[FINALIZE](NULL);
  return 0;
}
