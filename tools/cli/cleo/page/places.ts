/** Where the pages of a request stand: those of a folder, and the one of the wizard. */
import { type RequestPath, type RequestStep, WIZARD_REQUEST } from '../../../../driver/cleo/index.ts';
import type { CleoContext } from './context.ts';

/** Addresses below which every request has its tabs. */
export const REQUEST_PLACES = ['/dossiers/:folder/:request', '/assistant/resultat'] as const;

export type Tab = 'etape-1' | 'etape-2' | 'etape-3' | 'courrier' | 'fichiers';

export function addressOf(path: RequestPath): string {
  return path.length === 1 ? '/assistant/resultat' : `/dossiers/${path.map(encodeURIComponent).join('/')}`;
}

/** Of the request that an address names. */
export function pathOf(c: CleoContext): RequestPath {
  const { folder, request } = c.req.param() as Readonly<Record<string, string | undefined>>;
  return folder === undefined || request === undefined ? [WIZARD_REQUEST] : [folder, request];
}

/** Where one goes on. */
export function tabOf(step: RequestStep): Tab {
  return ({ created: 'etape-1', initialised: 'etape-2', issued: 'courrier', completed: 'fichiers' } as const)[step];
}
