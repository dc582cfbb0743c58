export type { AnnounceContext, PersonaOptions, PickContext, WantedPersona } from './options.ts';
export { type PersonaPlugin, persona } from './persona.ts';
export type { PersonaContext, ThreadPersona } from './thread-persona.ts';
