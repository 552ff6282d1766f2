/** The page of the console: the token from behind the # of its address, which nobody else sees, and then the world. */
import { render } from 'preact';
import { App } from './app.tsx';
import { Door } from './door.ts';
import { keepLanguage, type Text, usualLanguage } from './language.ts';

const KEPT = 'cps-sim-token';
const STRANGER: Text = {
  en: 'This page is for whoever started it: open the whole address that cps-sim console printed.',
  fr: 'Cette page est à qui l’a démarrée : ouvrez l’adresse entière que cps-sim console a donnée.',
};

/** Of this tab, so that it may be loaded again; out of the address, which is shown, kept and passed on. */
function takenToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) {
    sessionStorage.setItem(KEPT, token);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(KEPT);
}

const language = usualLanguage();
keepLanguage(language);
const token = takenToken();
render(token === null ? <p role="alert">{STRANGER[language]}</p> : <App door={new Door(token)} />, document.body);
