// The public API of @handover/core/adapter. Written by `node scripts/api.mjs`: a change here is a change for users.

import { IncomingMessage, ServerResponse } from "node:http";
import { Handover, HandoverEvent, Thread, HandoverAnswer } from "@handover/core";
interface KeptBody {
    readonly rawBody: unknown;
    readonly body: unknown;
}
type NodeBody = {
    readonly bytes: Uint8Array;
} | {
    readonly status: 408 | 413 | 415 | 500;
    readonly message: string;
};
type ForwardMode = "active" | "all";
interface ForwardedBody {
    readonly body: unknown;
    readonly bytes: Uint8Array;
    readonly headers: Readonly<Record<string, string>>;
}
type NodeRequest = IncomingMessage & {
    readonly body?: unknown;
    readonly rawBody?: unknown;
};
interface HandoverHelpers {
    readonly bot: Handover;
    readonly events: readonly HandoverEvent[];
    thread(of: Parameters<Handover["thread"]>[0]): Thread;
}
declare function helpersOf(bot: Handover, events: readonly HandoverEvent[]): HandoverHelpers;
interface WebhookMountOptions {
    readonly forward?: false | ForwardMode;
}
interface HandoverMountOptions extends WebhookMountOptions {
    readonly path?: string;
}
declare function checkMount(bot: Handover, options: HandoverMountOptions, known?: readonly (keyof HandoverMountOptions)[]): void;
interface Received {
    readonly answer: HandoverAnswer;
    readonly left?: ForwardedBody | "as it is";
}
interface ReceiveOptions<Request extends IncomingMessage> {
    readonly forward: false | ForwardMode;
    readonly query: (request: Request) => URLSearchParams | Readonly<Record<string, unknown>>;
}
declare function receiveNode<Request extends IncomingMessage>(bot: Handover, request: Request, kept: KeptBody, options: ReceiveOptions<Request>): Promise<Received>;
declare function bodyInShapeOf(before: unknown, { body, bytes }: ForwardedBody): unknown;
declare function replaceHeaders(request: IncomingMessage, { headers }: ForwardedBody): void;
declare function answerNode(response: ServerResponse, answer: HandoverAnswer): void;
declare function pathnameOf(address?: string): string;
declare function queryOf(address?: string): URLSearchParams;
declare function isAt(pathname: string, path: string): boolean;
export { answerNode, bodyInShapeOf, checkMount, helpersOf, isAt, pathnameOf, queryOf, receiveNode, replaceHeaders };
export type { ForwardMode, ForwardedBody, HandoverHelpers, HandoverMountOptions, KeptBody, NodeBody, NodeRequest, ReceiveOptions, Received, WebhookMountOptions };
