/**
 * Throw-away profiles of the two browsers: the card's module, trust, and a certificate chosen without a question. Files of
 * the profile alone, so that neither rights of root nor policies of the machine are needed.
 *
 * Source: reference/browsers.md 1, 4.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSecurityDatabase, type SecurityOptions } from './security-database.ts';

export type BrowserName = 'firefox' | 'chromium';

export interface ProfileOptions extends SecurityOptions {
  /** Common names of the certificates that are shown to sites; any, when there is none. Chromium's. */
  readonly subjects: readonly string[];
}

/** Nothing is asked at the start, nothing is sent home. */
const FIREFOX_SETTINGS: Readonly<Record<string, string | number | boolean>> = {
  'security.default_personal_cert': 'Select Automatically',
  'network.http.speculative-parallel-limit': 0,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'termsofuse.bypassNotification': true,
};

/** A profile of Firefox in that folder. @throws BrowserError */
export async function makeFirefoxProfile(folder: string, options: SecurityOptions): Promise<void> {
  await makeSecurityDatabase(folder, options);
  const lines = Object.entries(FIREFOX_SETTINGS).map(
    ([name, value]) => `user_pref('${name}', ${JSON.stringify(value)});`,
  );
  writeFileSync(join(folder, 'user.js'), `${lines.join('\n')}\n`);
}

/** Where Chromium looks for its security database: in HOME, whatever the profile. */
const NSSDB = '.pki/nssdb';

/** Without a subject the first certificate for TLS is taken, which may be a card's technical one. */
function filtersOf(subjects: readonly string[]): object[] {
  return subjects.length === 0 ? [{}] : subjects.map((CN) => ({ SUBJECT: { CN } }));
}

/** What the environment names, best first, and English; undefined: Chromium's own. Source: gettext manual 2.3, RFC 9110 12.5.4. */
function languagesOfSites({ LANGUAGE, LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): string | undefined {
  const named = (LANGUAGE || LC_ALL || LC_MESSAGES || LANG || '').split(':').map((name) => name.replace(/[.@].*$/, ''));
  const tags = named.filter((name) => /^[a-z]{2,3}(_[A-Z]{2})?$/.test(name)).map((name) => name.replace('_', '-'));
  if (tags.length === 0) return undefined;
  return [...new Set([...tags, 'en-US'].flatMap((tag) => [tag, tag.replace(/-.*$/, '')]))].join(',');
}

/**
 * A profile of Chromium in that folder, whose HOME is to be `home`. What the policy AutoSelectCertificateForUrls puts into
 * Chromium's settings of sites stands in the profile's own.
 * @throws BrowserError
 */
export async function makeChromiumProfile(folder: string, home: string, options: ProfileOptions): Promise<void> {
  await makeSecurityDatabase(join(home, NSSDB), options);
  const everySite = { '*,*': { setting: { filters: filtersOf(options.subjects) } } };
  const languages = languagesOfSites(process.env);
  const settings = {
    // Whatever language its own windows have.
    ...(languages && { intl: { accept_languages: languages, selected_languages: languages } }),
    profile: { content_settings: { exceptions: { auto_select_certificate: everySite } } },
    // No question about passwords, nothing restored of a session that was cut off.
    credentials_enable_service: false,
    session: { restore_on_startup: 5 },
  };
  mkdirSync(join(folder, 'Default'), { recursive: true });
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(settings));
}
