import { callTable } from '../call-table.ts';

const table = callTable('facebook-nodejs-business-sdk');

table.run();
