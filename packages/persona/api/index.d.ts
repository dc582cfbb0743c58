// The public API of @handover/persona. Written by `node scripts/api.mjs`: a change here is a change for users.

import { Thread, Owner, Awaitable, OutgoingMessage, Plugin } from "@handover/core";
interface WantedPersona {
    readonly name: string;
    readonly profilePictureUrl: string;
}
interface PickContext {
    readonly thread: Thread;
    readonly owner: Owner;
    readonly metadata?: string;
}
interface AnnounceContext<Name extends string = string> {
    readonly thread: Thread;
    readonly previous: Owner;
    readonly metadata?: string;
    readonly persona: Name | null;
}
interface PersonaOptions<Name extends string = string> {
    readonly personas: Readonly<Record<Name, WantedPersona>>;
    readonly pick: (context: PickContext) => Awaitable<NoInfer<Name> | null | undefined>;
    readonly announce?: string | OutgoingMessage | ((context: AnnounceContext<NoInfer<Name>>) => Awaitable<string | OutgoingMessage | undefined>);
}
interface PersonaContext<Name extends string = string> {
    readonly persona: ThreadPersona<Name>;
}
interface ThreadPersona<Name extends string = string> {
    get(): Promise<Name | null>;
    set(name: Name | null): Promise<void>;
    clear(): Promise<void>;
}
interface PersonaPlugin<Name extends string = string> extends Plugin<PersonaContext<Name>> {
    of(thread: Thread): ThreadPersona<Name>;
}
declare function persona<Name extends string>(options: PersonaOptions<Name>): PersonaPlugin<Name>;
export { persona };
export type { AnnounceContext, PersonaContext, PersonaOptions, PersonaPlugin, PickContext, ThreadPersona, WantedPersona };
