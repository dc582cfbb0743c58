import { callTable } from '../call-table.ts';

const table = callTable('bottender');

table.run();
