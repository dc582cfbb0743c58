// The public API of @handover/koa. Written by `node scripts/api.mjs`: a change here is a change for users.

import { HandoverHelpers, HandoverMountOptions, WebhookMountOptions } from "@handover/core/adapter";
export { HandoverHelpers, HandoverMountOptions as HandoverMiddlewareOptions, WebhookMountOptions as WebhookOptions } from "@handover/core/adapter";
import { IncomingMessage } from "node:http";
import { Handover } from "@handover/core";
interface KoaContext {
    req: IncomingMessage;
    readonly request: object;
    readonly url: string;
    readonly path: string;
    readonly query: Readonly<Record<string, unknown>>;
    status: number;
    body: unknown;
    set(headers: Readonly<Record<string, string>>): void;
    handover?: HandoverHelpers;
}
type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<void>;
declare function handover(bot: Handover, options?: HandoverMountOptions): KoaMiddleware;
declare function webhook(bot: Handover, given?: WebhookMountOptions): KoaMiddleware;
export { handover, webhook };
export type { KoaContext, KoaMiddleware };
