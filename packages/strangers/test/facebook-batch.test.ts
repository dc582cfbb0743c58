import { callTable } from '../call-table.ts';

const table = callTable('facebook-batch');

table.run();
