import { sqliteSending } from './sqlite-sending.mjs';

/** The handler sends one message past the journal, as a timer would. */
export default () => sqliteSending(({ event }, bot) => bot.thread(event).send('Hello'));
