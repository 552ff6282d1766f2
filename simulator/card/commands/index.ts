/** The INS table: which command does what. Source: ISO/IEC 7816-4:2020, table 5; 7816-8:2021, table 1. */

import { INS } from '#iso7816/ins.ts';
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

export const COMMANDS: ReadonlyMap<number, CommandHandler> = new Map<number, CommandHandler>([
  [INS.VERIFY, verify],
  [INS.MANAGE_SECURITY_ENVIRONMENT, manageSecurityEnvironment],
  [INS.CHANGE_REFERENCE_DATA, changeReferenceData],
  [INS.PERFORM_SECURITY_OPERATION, performSecurityOperation],
  [INS.RESET_RETRY_COUNTER, resetRetryCounter],
  [INS.GET_CHALLENGE, getChallenge],
  [INS.INTERNAL_AUTHENTICATE, internalAuthenticate],
  [INS.SELECT, select],
  [INS.READ_BINARY, readBinary],
  [INS.GET_RESPONSE, getResponse],
  [INS.GET_DATA, getData],
  [INS.GET_DATA_ODD, getSecurityDataObject],
  [INS.UPDATE_BINARY, updateBinary],
]);
