export type { WaitingOptions } from './options.ts';
export { type OtelOptions, otel } from './otel.ts';
