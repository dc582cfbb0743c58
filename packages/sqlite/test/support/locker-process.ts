// Run by a test: keeps the file at argv[2] locked, for argv[3] ms or, without it, until a message asks it to stop.
import { open } from './drivers.ts';

const [, , file = '', forMs] = process.argv;
const db = open(file);
db.exec('PRAGMA busy_timeout = 5000');
db.exec('BEGIN EXCLUSIVE');
process.send?.('locked');

function letGo(): void {
  db.exec('COMMIT');
  db.close();
  process.send?.('freed', () => process.disconnect());
}

if (forMs === undefined) process.once('message', letGo);
else setTimeout(letGo, Number(forMs));
