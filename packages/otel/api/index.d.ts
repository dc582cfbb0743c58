// The public API of @handover/otel. Written by `node scripts/api.mjs`: a change here is a change for users.

import { TracerProvider, MeterProvider } from "@opentelemetry/api";
import { Plugin } from "@handover/core";
interface WaitingOptions {
    readonly everyMs?: number;
    readonly most?: number;
}
interface OtelOptions {
    readonly tracerProvider?: TracerProvider;
    readonly meterProvider?: MeterProvider;
    readonly userIds?: boolean;
    readonly waiting?: WaitingOptions | false;
}
declare function otel(given?: OtelOptions): Plugin;
export { otel };
export type { OtelOptions, WaitingOptions };
