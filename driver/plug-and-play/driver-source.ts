/** Where Plug and Play looks for drivers outside the computer: Windows Update, or a WSUS. A port. */
import type { PackageFiles } from './driver-package.ts';
import type { Architecture, WindowsRelease } from './windows.ts';

export interface DriverSearch {
  /** The most special one first. */
  readonly hardwareIds: readonly string[];
  readonly windows: WindowsRelease;
  readonly architecture: Architecture;
}

/** A driver on offer; its files are what was downloaded. */
export interface OfferedDriver extends PackageFiles {
  readonly title: string;
  /** `2017-09-20` */
  readonly driverDate: string;
  /** `2.4.0.1` */
  readonly driverVersion: string;
}

/** Drivers for one of the ids, or no answer at all. */
export type SearchAnswer =
  | { readonly status: 'answered'; readonly offers: readonly OfferedDriver[] }
  | { readonly status: 'offline' };

export interface DriverSource {
  searchDrivers(search: DriverSearch): Promise<SearchAnswer>;
}

/** The services a computer may be set to. */
export interface UpdateServices {
  readonly 'windows-update': DriverSource;
  readonly wsus: DriverSource;
}
