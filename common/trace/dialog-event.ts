/** A dialog of a program, of a world whose person answers it live; of prepared answers nothing is told. */

/** A dialog that somebody at a screen answers as it is shown, and what he did; never what was typed. */
export interface DialogEvent {
  readonly kind: 'dialog';
  readonly origin: 'driver';
  readonly program: string;
  readonly dialog: 'pin' | 'insert-card';
  readonly action: 'shown' | 'answered' | 'cancelled';
}
