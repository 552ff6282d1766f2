/** `cps-sim console`: the door with its page, until Ctrl-C. */
import { consolePage } from '../console/page-file.ts';
import { openUntilInterrupted, type ServeOptions, specOf } from './hand.ts';
import { say } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';

const UNTIL = {
  en: 'open that address in a browser; it is for you alone. Ctrl-C ends the console',
  fr: "ouvrez cette adresse dans un navigateur ; elle n'est que pour vous. Ctrl-C arrête la console",
};

export async function openConsole(scenario: string | undefined, { port, json, lang }: ServeOptions): Promise<void> {
  const page = await consolePage(lang);
  await openUntilInterrupted(specOf(scenario), { port, page }, ({ url, token, file }) => {
    // Behind the #: browsers send that nowhere.
    const whole = `${url}/#token=${token}`;
    if (json) printJson({ url: whole, file });
    else printLines(`${whole}\n${say(UNTIL)}`);
  });
}
