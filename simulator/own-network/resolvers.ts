/**
 * Where a program cannot have a network of its own: what leads names for those programs that can be told by their environment,
 * curl and Node.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LOOPBACK } from '#common/loopback.ts';
import type { LeadingName } from './plan.ts';

/** In a file of configuration of curl, backslashes and quotes are escaped; names have neither. Source: curl(1), --connect-to. */
function curlConfiguration(names: readonly LeadingName[]): string {
  return names.map(({ host, port, leadsTo }) => `connect-to = "${host}:${port}:${LOOPBACK}:${leadsTo}"\n`).join('');
}

/** The user's own, which ours would hide. Source: curl(1), --config. */
function ownCurlConfiguration({ CURL_HOME, XDG_CONFIG_HOME, HOME = homedir() }: NodeJS.ProcessEnv): string {
  const files = [
    ...(CURL_HOME ? [join(CURL_HOME, '.curlrc')] : []),
    ...(XDG_CONFIG_HOME ? [join(XDG_CONFIG_HOME, 'curlrc'), join(XDG_CONFIG_HOME, '.curlrc')] : []),
    join(HOME, '.curlrc'),
  ];
  const found = files.find((file) => existsSync(file));
  return found === undefined ? '' : `${readFileSync(found, 'utf8')}\n`;
}

/** Loaded by Node before the program. TLS takes the name it verifies from what it was asked, and so before this. */
function nodeHook(names: readonly LeadingName[]): string {
  const table = names.map(({ host, port, leadsTo }) => [`${host}:${port}`, leadsTo]);
  return `'use strict';
const { Socket } = require('node:net');
const LEADS = new Map(${JSON.stringify(table)});
const { connect } = Socket.prototype;
const led = (host, port) => LEADS.get(\`\${String(host).toLowerCase()}:\${port}\`);
const there = (options) => {
  const port = led(options.host, options.port);
  return port === undefined ? options : { ...options, host: '${LOOPBACK}', port, lookup: undefined };
};
Socket.prototype.connect = function (...args) {
  const [first, second] = args;
  // net.connect hands its arguments over as a list that is marked as one.
  if (Array.isArray(first)) first[0] = there(first[0]);
  else if (typeof first === 'object' && first !== null) args[0] = there(first);
  else if (typeof second === 'string' && led(second, first) !== undefined) args.splice(0, 2, led(second, first), '${LOOPBACK}');
  return connect.apply(this, args);
};
`;
}

/** Variables for programs beside `environment`; their files are in `folder`. */
export function resolverEnvironment(
  names: readonly LeadingName[],
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<Record<string, string>> {
  const curl = join(folder, 'curl');
  const hook = join(folder, 'names.cjs');
  mkdirSync(curl, { recursive: true });
  writeFileSync(join(curl, '.curlrc'), `${ownCurlConfiguration(environment)}${curlConfiguration(names)}`);
  writeFileSync(hook, nodeHook(names));
  const options = [environment.NODE_OPTIONS, `--require ${JSON.stringify(hook)}`].filter(Boolean).join(' ');
  return { CURL_HOME: curl, NODE_OPTIONS: options };
}
