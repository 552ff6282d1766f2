/** Where a code is typed, in digits that nobody sees. */

/** More than a code can have: the card says what is too long. */
export const LONGEST = 16;

interface CodeFieldProps {
  readonly label: string;
  readonly digits: string;
  readonly typed: (digits: string) => void;
}

export function CodeField({ label, digits, typed }: CodeFieldProps) {
  return (
    <label>
      {label}{' '}
      <input
        type="password"
        inputMode="numeric"
        autoComplete="off"
        maxLength={LONGEST}
        value={digits}
        onInput={({ currentTarget }) => typed(currentTarget.value.replace(/\D/g, ''))}
      />
    </label>
  );
}
