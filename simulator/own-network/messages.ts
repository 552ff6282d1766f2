/** What is said between a process and the first program in its new network. */
import type { Door } from './plan.ts';

export interface Order {
  /** Files and folders that take the place of others; loopback is made to work with them. */
  readonly mounts?: readonly { readonly source: string; readonly target: string }[];
  readonly doors?: readonly Door[];
}

/** A door comes with its server. */
export type Answer = { readonly done: true } | { readonly failed: string } | { readonly door: number };
