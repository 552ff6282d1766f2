/** Who answers the dialogs of tls-client.ts: in the thread of its card. */
import { type Dialogs, NOBODY } from '../../driver/csp/index.ts';

const PERSON: Dialogs = { ...NOBODY, enterPin: async () => process.env.CODE };

export default PERSON;
