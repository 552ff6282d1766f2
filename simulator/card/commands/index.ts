/** Which handler does which command. */

import type { CpsCommandName } from '#iso7816/commands.ts';
import { byIns } from './by-ins.ts';
import { changeReferenceData } from './change-reference-data.ts';
import type { CommandHandler } from './context.ts';
import { getChallenge } from './get-challenge.ts';
import { getData, getSecurityDataObject } from './get-data.ts';
import { getResponse } from './get-response.ts';
import { internalAuthenticate } from './internal-authenticate.ts';
import { manageSecurityEnvironment } from './manage-security-environment.ts';
import { performSecurityOperation } from './perform-security-operation.ts';
import { readBinary } from './read-binary.ts';
import { resetRetryCounter } from './reset-retry-counter.ts';
import { select } from './select.ts';
import { updateBinary } from './update-binary.ts';
import { verify } from './verify.ts';

const HANDLERS: Readonly<Record<CpsCommandName, CommandHandler>> = {
  SELECT: select,
  READ_BINARY: readBinary,
  UPDATE_BINARY: updateBinary,
  VERIFY: verify,
  CHANGE_REFERENCE_DATA: changeReferenceData,
  RESET_RETRY_COUNTER: resetRetryCounter,
  GET_CHALLENGE: getChallenge,
  MANAGE_SECURITY_ENVIRONMENT: manageSecurityEnvironment,
  PERFORM_SECURITY_OPERATION: performSecurityOperation,
  INTERNAL_AUTHENTICATE: internalAuthenticate,
  GET_DATA: getData,
  GET_DATA_ODD: getSecurityDataObject,
  GET_RESPONSE: getResponse,
};

export const COMMANDS: ReadonlyMap<number, CommandHandler> = byIns(HANDLERS);
