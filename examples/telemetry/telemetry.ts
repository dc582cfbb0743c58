import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** The SDK of OpenTelemetry. */
export interface Telemetry {
  /** Prints what has not been printed, and stops. */
  stop(): Promise<void>;
}

/**
 * Starts the SDK of OpenTelemetry, which prints spans when they end and metrics every minute. Called ahead of the bot: what
 * is created before it stays empty. In production, replace the console exporters by those of OTLP.
 */
export function startTelemetry({ everyMs = 60_000 }: { readonly everyMs?: number } = {}): Telemetry {
  const reader = new PeriodicExportingMetricReader({
    exporter: new ConsoleMetricExporter(),
    exportIntervalMillis: everyMs,
    exportTimeoutMillis: everyMs,
  });
  const meters = new MeterProvider({ readers: [reader] });
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())] });
  metrics.setGlobalMeterProvider(meters);
  trace.setGlobalTracerProvider(tracers);
  // Without it no span has a parent.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return {
    async stop() {
      await Promise.all([meters.shutdown(), tracers.shutdown()]);
    },
  };
}
