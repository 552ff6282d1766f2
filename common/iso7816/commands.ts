/**
 * The commands, each once: what is keyed by an instruction byte or by the name of a command is derived from this list,
 * or typed by its names.
 *
 * Source: ISO/IEC 7816-4:2020, table 5; 7816-8:2021, table 1; 7816-9:2017, table 1 (files).
 */
interface Command {
  readonly ins: number;
  /** As the standard names it; the form with an odd INS has the same name. */
  readonly name: string;
  /** As traces name it, where the standard's name is long. */
  readonly short?: string;
  /** Its data field holds codes: never to be shown. */
  readonly carriesReferenceData?: true;
}

/** What a CPS card answers, both volets together. */
export const CPS_COMMANDS = {
  SELECT: { ins: 0xa4, name: 'SELECT' },
  READ_BINARY: { ins: 0xb0, name: 'READ BINARY' },
  UPDATE_BINARY: { ins: 0xd6, name: 'UPDATE BINARY' },
  VERIFY: { ins: 0x20, name: 'VERIFY', carriesReferenceData: true },
  CHANGE_REFERENCE_DATA: { ins: 0x24, name: 'CHANGE REFERENCE DATA', carriesReferenceData: true },
  RESET_RETRY_COUNTER: { ins: 0x2c, name: 'RESET RETRY COUNTER', carriesReferenceData: true },
  GET_CHALLENGE: { ins: 0x84, name: 'GET CHALLENGE' },
  MANAGE_SECURITY_ENVIRONMENT: { ins: 0x22, name: 'MANAGE SECURITY ENVIRONMENT', short: 'MSE' },
  PERFORM_SECURITY_OPERATION: { ins: 0x2a, name: 'PERFORM SECURITY OPERATION', short: 'PSO' },
  INTERNAL_AUTHENTICATE: { ins: 0x88, name: 'INTERNAL AUTHENTICATE' },
  GET_DATA: { ins: 0xca, name: 'GET DATA' },
  GET_DATA_ODD: { ins: 0xcb, name: 'GET DATA' },
  GET_RESPONSE: { ins: 0xc0, name: 'GET RESPONSE' },
} as const satisfies Readonly<Record<string, Command>>;

/** What traces of programs and of other cards hold beside them. */
const OTHER_COMMANDS = {
  READ_RECORD: { ins: 0xb2, name: 'READ RECORD' },
  PUT_DATA_ODD: { ins: 0xdb, name: 'PUT DATA' },
  /** PACE and the codes of other cards. */
  GENERAL_AUTHENTICATE: { ins: 0x86, name: 'GENERAL AUTHENTICATE', carriesReferenceData: true },
  /** A whole command stands in its data field. */
  ENVELOPE: { ins: 0xc2, name: 'ENVELOPE', carriesReferenceData: true },
  EXTERNAL_AUTHENTICATE: { ins: 0x82, name: 'EXTERNAL AUTHENTICATE' },
  GENERATE_ASYMMETRIC_KEY_PAIR_ODD: { ins: 0x47, name: 'GENERATE ASYMMETRIC KEY PAIR' },
  MANAGE_CHANNEL: { ins: 0x70, name: 'MANAGE CHANNEL' },
  CREATE_FILE: { ins: 0xe0, name: 'CREATE FILE' },
  DELETE_FILE: { ins: 0xe4, name: 'DELETE FILE' },
} as const satisfies Readonly<Record<string, Command>>;

const ALL = { ...CPS_COMMANDS, ...OTHER_COMMANDS };

export type CpsCommandName = keyof typeof CPS_COMMANDS;
export type CommandName = keyof typeof ALL;
/** `READ BINARY` */
export type IsoName = (typeof ALL)[CommandName]['name'];

export const COMMANDS: Readonly<Record<CommandName, Command>> = ALL;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

const NAME_BY_INS = new Map<number, CommandName>(COMMAND_NAMES.map((name) => [COMMANDS[name].ins, name]));

/** The name of the command with that instruction byte; undefined when it is none of the list. */
export function commandOf(ins: number): CommandName | undefined {
  return NAME_BY_INS.get(ins);
}
