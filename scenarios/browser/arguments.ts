/** How the browsers are started. */

/** Whether Chromium refuses to run in its sandbox: it does for root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Nothing is asked at the start, nothing is sent home, no keyring of the user is opened. */
export function chromiumArguments(profile: string): string[] {
  const sandbox = isRoot() ? ['--no-sandbox'] : [];
  return [
    ...sandbox,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--password-store=basic',
  ];
}

export function firefoxArguments(profile: string): string[] {
  return ['--no-remote', '--profile', profile];
}
