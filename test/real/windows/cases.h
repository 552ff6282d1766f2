/* A line a case that fails; `told` says how many there were. */
#pragma once
#include <stdio.h>
#include <windows.h>
#include <winscard.h>

static int cases, failures;

static void is(const char *what, ULONG got, ULONG expected) {
  cases++;
  if (got == expected) return;
  failures++;
  printf("%s: %08lX, expected %08lX\n", what, got, expected);
}
#define IS(call, expected) is(#call, (ULONG)(call), (ULONG)(expected))

static int told(void) {
  printf("%d cases, %d failed\n", cases, failures);
  return failures > 0;
}
