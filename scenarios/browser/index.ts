/** Unmodified browsers in front of a virtual card, each in a home of its own that goes with it. */
export { chromiumArguments, firefoxArguments, isRoot } from './arguments.ts';
export { BrowserError } from './browser-error.ts';
export { ANSWERED_CHROMIUM, CodeDialogs, type DialogAnswer } from './code-dialogs.ts';
export { installed, pkcs11Module } from './installed.ts';
export { OwnHome } from './own-home.ts';
export { type BrowserName, makeChromiumProfile, makeFirefoxProfile } from './profiles.ts';
export { REMOTE_CONTROL, RemotePage } from './remote-page.ts';
export { certificatesOfPem } from './security-database.ts';
export { VirtualScreen } from './virtual-screen.ts';
