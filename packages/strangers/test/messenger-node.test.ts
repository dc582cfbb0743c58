import { callTable } from '../call-table.ts';

// Its webhook reads the sender of every event; `app_roles` has none.
const table = callTable('messenger-node', { failsOn: { app_roles: 500 } });

table.run();
