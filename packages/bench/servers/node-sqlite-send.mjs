import { sqliteSending } from './sqlite-sending.mjs';

/** The handler sends one message, which is recorded as a step of its event. */
export default () => sqliteSending(({ thread }) => thread.send('Hello'));
