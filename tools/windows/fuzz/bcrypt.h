/* Every proof is of zeros: whether proofs are made well is tested under Wine. */
#pragma once
#include "windows.h"
typedef void *BCRYPT_ALG_HANDLE, *BCRYPT_HASH_HANDLE;
#define BCRYPT_SHA256_ALGORITHM NULL
#define BCRYPT_ALG_HANDLE_HMAC_FLAG 8
#define BCRYPT_USE_SYSTEM_PREFERRED_RNG 2
#define BCryptOpenAlgorithmProvider(algorithm, name, implementation, flags) (*(algorithm) = NULL, 0)
#define BCryptCreateHash(algorithm, hash, object, length, secret, secret_length, flags) ((void)(secret), *(hash) = NULL, 0)
#define BCryptHashData(hash, data, length, flags) ((void)(data), 0)
#define BCryptFinishHash(hash, out, length, flags) (memset(out, 0, length), 0)
#define BCryptDestroyHash(hash) ((void)(hash))
#define BCryptCloseAlgorithmProvider(algorithm, flags) ((void)(algorithm))
#define BCryptGenRandom(algorithm, out, length, flags) (memset(out, 0, length), 0)
