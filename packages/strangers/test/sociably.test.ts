import { callTable } from '../call-table.ts';

// Its webhook misspells `standby` and the `recipient` of echoes, and fails on both.
const table = callTable('sociably', { without: ['standby', 'message_echoes'] });

table.run();
