/** The languages of what people read: dialogs, notifications, narration, the command line. */
export const LANGUAGES = ['fr', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];
