/** What a file of expectations says of types. The compiler runs it: a false one does not compile. */

/** Whether two types are the same, not only assignable to each other. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export type Expect<T extends true> = T;

/** What a promise of it resolves to, or it itself; of a function or method what it returns. */
export type Given<T> = T extends (...args: never[]) => infer R ? Awaited<R> : Awaited<T>;
