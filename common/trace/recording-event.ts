/** A recording of a world that somebody begins and ends while others look on; what is in it is told nowhere but in its file. */
export interface RecordingEvent {
  readonly kind: 'recording';
  readonly origin: 'reader';
  /** `full`: as much is recorded as may be, and nothing more will be; last in the file too. */
  readonly action: 'begun' | 'full' | 'ended';
  /** So far; absent in the file. */
  readonly commands?: number;
}
