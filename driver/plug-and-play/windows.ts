/** The Windows of a simulated computer. Source: guide 8.1, figures 17 and 20 (products); Microsoft's build numbers. */

export interface WindowsRelease {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
}

/** Releases by the name they have here; 10 alone is the Fall Creators Update, the one the guide was written for. */
export const WINDOWS = {
  '7': { major: 6, minor: 1, build: 7601 },
  '8': { major: 6, minor: 2, build: 9200 },
  '8.1': { major: 6, minor: 3, build: 9600 },
  '10-1511': { major: 10, minor: 0, build: 10586 },
  '10-1607': { major: 10, minor: 0, build: 14393 },
  '10-1703': { major: 10, minor: 0, build: 15063 },
  '10': { major: 10, minor: 0, build: 16299 },
  '11': { major: 10, minor: 0, build: 22000 },
} as const satisfies Record<string, WindowsRelease>;

export type WindowsName = keyof typeof WINDOWS;
export const WINDOWS_NAMES = Object.keys(WINDOWS) as [WindowsName, ...WindowsName[]];
/** Default of every simulated computer. */
export const DEFAULT_WINDOWS: WindowsName = '10';

export const ARCHITECTURES = ['amd64', 'x86'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** Where drivers are looked for when the driver store has none. */
export const UPDATE_SERVICES = ['windows-update', 'wsus', 'none'] as const;

/** What an INF and an update service are asked for. */
export interface Platform {
  readonly windows: WindowsName;
  readonly architecture: Architecture;
}

const WINDOWS_8 = 9200;
const ANNIVERSARY_UPDATE = 14393;

/** From Windows 8 on a card without driver gets the NULL driver. Source: reference/minidriver.md 12.1. */
export function hasNullDriver(windows: WindowsName): boolean {
  return WINDOWS[windows].build >= WINDOWS_8;
}

/** From Windows 10 1607 on pnputil knows /add-driver and the like. Source: reference/minidriver.md 12.4. */
export function hasLongPnputilVerbs(windows: WindowsName): boolean {
  return WINDOWS[windows].build >= ANNIVERSARY_UPDATE;
}

/** True when release `a` is at least `major.minor`. */
export function isAtLeast(
  { major, minor }: WindowsRelease,
  wanted: { readonly major: number; readonly minor: number },
) {
  return major > wanted.major || (major === wanted.major && minor >= wanted.minor);
}
