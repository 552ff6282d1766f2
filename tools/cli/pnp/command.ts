/** `cps-sim pnp`: a simulated Windows computer and what happens when a card is inserted into its reader. */
import { Command } from 'commander';
import { serviceCommands } from './catalogue.ts';
import { deviceCommands } from './devices.ts';
import { packageCommands } from './pnputil.ts';
import { statusCommands } from './status.ts';

const EXAMPLES = `
Examples:
  cps-sim pnp insert --profile cps3-medecin        the driver comes from Windows Update
  cps-sim pnp configure --windows 7 --online no    the next card finds no driver
  cps-sim pnp package paquet && cps-sim pnp pnputil -i -a paquet/cpsmd.inf
  cps-sim pnp watch                                at the PC/SC readers of this machine`;

export function pnpCommand(): Command {
  const command = new Command('pnp')
    .description('A simulated Windows computer in a folder: its drivers, its devices, what its user sees.')
    .addHelpText('after', EXAMPLES);
  const verbs = [...statusCommands(), ...deviceCommands(), ...packageCommands(), ...serviceCommands()];
  for (const child of verbs) command.addCommand(child);
  return command;
}
