/** The habilitations that the portal knows at first: shipped people as administrators of a fictitious hospital, as data. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { personNamed, structureNamed } from '../../people/index.ts';
import type { Form413 } from './habilitations.ts';

const FILE = new URL('../../../fixtures/pfc/habilitations.json', import.meta.url);

const schema = z.strictObject({
  format: z.literal('cps-sim-habilitations/1'),
  source: z.string(),
  /** Name of a file of fixtures/structures. */
  structure: z.string(),
  administrators: z.array(
    z.strictObject({
      /** Name of a file of fixtures/people. */
      person: z.string(),
      offers: z.array(z.enum(['ORG', 'SERV', 'PRO'])),
      /** Of the offer SERV. */
      domains: z.array(z.string()),
    }),
  ),
});

let forms: readonly Form413[] | undefined;

/** Jeanne may order for one server alone: a narrow form; Amina for herself alone. */
export function defaultForms(): readonly Form413[] {
  forms ??= read();
  return forms;
}

function read(): Form413[] {
  const { structure: hospital, administrators } = schema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const { name, nationalId, department } = structureNamed(hospital);
  const structure = { name, nationalId, department };
  return administrators.flatMap(({ person: file, offers, domains }) => {
    const person = personNamed(file).nationalId;
    return offers.flatMap((offer): Form413[] =>
      offer === 'SERV'
        ? domains.map((domain) => ({ person, structure, offer, domain }))
        : [{ person, structure, offer }],
    );
  });
}
