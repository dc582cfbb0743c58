// Tests of the types: compiled by `check`, never run.
import { takeback } from '@handover/takeback';

takeback({ afterMs: 60_000, message: { text: 'The bot is back.', metadata: 'back' } });
takeback({ afterMs: 60_000, message: ({ claimed }) => (claimed ? 'The bot is back.' : undefined) });
// @ts-expect-error no message has this key
takeback({ afterMs: 60_000, message: { txt: 'The bot is back.' } });
// @ts-expect-error no message has this key
takeback({ afterMs: 60_000, message: () => ({ txt: 'The bot is back.' }) });
