/**
 * What two programs do to one reader, step by step, in the words of two-clients.ts.
 *
 * `A call` waits for the answer, `A & call` does not; `A waits` tells whether the answer is still out after others have
 * been served, `A answer` waits for it. Contexts: a, b; handles: h and g of A, k and g of B. Behind a `*` stands the name
 * of a difference that is there on purpose (two-clients.test.ts).
 */
export const SCRIPT = `
# Contexts, an empty reader
A establish a
B establish b
A list a
B list b
A valid a
A state a 0
B state b 0
A again a
A connect h a shared any
A connect h a exclusive any
A connect h a direct none
A status h
A transmit h t0 00CA0000
A begin h
A end h leave
A end h leave
A attribute h atr *no-attribute-without-card
B connect k b direct none
B status k
B disconnect k leave
A disconnect h leave
A connect h a shared none
A connect h a nonsense any
A connect h a shared any nowhere
A connect h a direct none nowhere

# A card that speaks T=0
A state a 0
A & watch a
A waits
B & watch b
card in t0
A answer
B answer
A state a 0
A again a
A connect h a shared any
B connect k b shared t1
B connect k b shared t0
A status h
B status k
A again a
A transmit h t0 00CA0000
B transmit k t0 00CA0010
A transmit h t1 00CA0000
A transmit h t0 00CA0010 17
A transmit h t0 00CA0010 18
A transmit h t0 00CA0400
A transmit h t0 0099000000
A attribute h atr *atr-attribute
A attribute h unknown
B connect g b exclusive any
A connect g a direct none
A status g
A transmit g t0 00CA0000
A disconnect g leave

# Transactions
A begin h
A transmit h t0 00CA0000
B & transmit k t0 00CA0001
B waits
A transmit h t0 00CA0000
A begin h
A end h leave
B waits
A end h leave
B answer
A end h leave
B end k leave
A begin h
B & status k
B waits
A end h leave
B answer
A begin h
B & begin k
B waits
A end h leave
B answer
A & transmit h t0 00CA0002
A waits
B end k leave
A answer
A begin h
B end k leave
B attribute k atr
B control k features
B setAttribute k
B & reconnect k shared any leave
B waits
A end h leave
B answer
A begin h
B & connect g b shared any
B waits
A end h leave
B answer
B disconnect g leave
A begin h
B & disconnect k reset
B waits
A end h leave
B answer
A status h
A reconnect h shared any leave
B connect k b shared any

# A reset by the other
A transmit h t0 00200000
B transmit k t0 00F20000
A begin h
A end h reset
A status h
A begin h
A reconnect h shared any leave
A transmit h t0 00F20000
B status k
B transmit k t0 00CA0000
B begin k
B end k leave
B attribute k atr
B reconnect k shared t1 leave
B status k
B reconnect k shared any leave
B transmit k t0 00CA0000
A reconnect h shared any reset
A transmit h t0 00CA0000
B transmit k t0 00CA0000
B reconnect k shared any unpower
B transmit k t0 00CA0000
A transmit h t0 00CA0000
A reconnect h shared any leave
A reconnect h shared any nonsense
A reconnect h nonsense any leave
A end h nonsense
A begin h
A end h unpower
B begin k
A reconnect h shared any leave
B reconnect k shared any leave
A disconnect h nonsense
B begin k
B disconnect k unpower
A status h
A reconnect h shared any leave
A status h *unpowered-status
A transmit h t0 00CA0000
B connect g b shared any *unpowered-connect
B disconnect g leave *unpowered-disconnect
A reconnect h shared any reset
A status h
B connect k b shared any

# Exclusive use
A reconnect h direct none leave
B disconnect k leave
A reconnect h exclusive any leave
A again a
B state b 0
B connect k b shared any
B connect k b direct none
B connect k b exclusive any
A begin h
A end h leave
A end h leave
A transmit h t0 00CA0000
A disconnect h leave
A connect h a exclusive any
A end h leave
B connect k b shared any
A disconnect h reset
B connect k b shared any
B status k
A connect h a exclusive any
A connect h a shared any
B disconnect k leave

# Exclusive use that becomes shared
A reconnect h exclusive any leave
A reconnect h shared any leave
B & connect k b shared any
B waits *keeps-lock
A disconnect h leave
B answer
A connect h a shared any

# An owner that is killed
A transmit h t0 00200000
A begin h
B & begin k
B waits
A killed
B answer
B begin k
B reconnect k shared any leave
B transmit k t0 00F20000
B transmit k t0 00200000
A starts
A establish a
A connect h a shared any
A status h
A killed
B transmit k t0 00F20000
B begin k
B end k leave
B disconnect k leave
A starts
A establish a
A connect h a exclusive any
A transmit h t0 00200000
A killed
nobody
B connect k b shared any
B transmit k t0 00F20000
A starts
A establish a
A connect h a shared any
A begin h
B & transmit k t0 00CA0000
B waits
B killed
A transmit h t0 00CA0000
A end h leave
A status h
B starts
B establish b
B connect k b shared any

# Cancel
A state a 0
A cancel a
A & watch a
A waits
A cancel a
A answer
B state b 0
B & watch b
B waits
A cancel a
B waits
B cancel b
B answer
A again a

# The card goes, with programs that wait
A state a 0
B state b 0
A begin h
B & begin k
B waits
card out
B answer
A transmit h t0 00CA0000
A status h
A end h leave
A begin h
A attribute h atr
A reconnect h shared any leave
A reconnect h shared any reset
A status h
B status k
B connect g b shared any
B connect g b direct none
B status g
B disconnect g leave
A state a 0

# It comes back
A & watch a
A waits
card in t0
A answer
A status h
A transmit h t0 00CA0000
B transmit k t0 00CA0000
B begin k
A reconnect h shared any leave
A transmit h t0 00CA0000
B transmit k t0 00CA0000
B disconnect k leave
B connect k b shared any
B transmit k t0 00CA0000

# Exclusive use survives the card
B disconnect k leave
A reconnect h exclusive any leave
card out
B connect k b shared any
B connect k b direct none
A transmit h t0 00CA0000
card in t0
B connect k b shared any
A transmit h t0 00CA0000
A reconnect h shared any leave
A disconnect h leave
B connect k b shared any
B transmit k t0 00CA0000
B disconnect k leave

# Another card, of both protocols
card out
A connect h a direct none
card in both
A status h
A transmit h t0 00CA0000
A reconnect h shared any leave
A status h
B connect k b shared t0
B connect k b shared t1
B transmit k t1 00CA0004
B transmit k t0 00CA0004
B reconnect k shared t0 leave
B reconnect k shared t0 reset
B transmit k t0 00CA0004
A reconnect h shared t1 leave
A reconnect h shared t0 leave
A transmit h t0 00CA0004
A reconnect h shared raw leave
A transmit h raw 00CA0004

# A card that speaks T=1 alone
card out
card in t1
A reconnect h shared any leave
A transmit h t1 00CA0004
B reconnect k shared t0 leave
B reconnect k shared t1 leave
B transmit k t1 00CA0004

# The end
A begin h
B & begin k
B waits
A release a
B answer
A valid a
A status h
B reconnect k shared any leave
B end k leave
B begin k
B disconnect k leave
B release b
card out
`;
