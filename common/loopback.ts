/** Where servers of ours listen, and nowhere else. */
export const LOOPBACK = '127.0.0.1';
