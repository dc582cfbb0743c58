import { callTable } from '../call-table.ts';

const table = callTable('botly');

table.run();
