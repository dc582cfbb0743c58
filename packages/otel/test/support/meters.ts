import { DataPointType, MeterProvider, type MetricData, MetricReader } from '@opentelemetry/sdk-metrics';

/** Metrics by name, then by attributes, printed. Of a histogram the count and the sum. */
export type Figures = Readonly<Record<string, Readonly<Record<string, Figure>>>>;

export interface Figure {
  readonly count: number;
  readonly sum: number;
}

const GAUGES: ReadonlySet<string> = new Set(['handover.waiting', 'handover.oldest_waiting']);
const NONE: Figure = { count: 0, sum: 0 };

class Reader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** A provider of the SDK, and what it has measured. */
export function meters(): {
  readonly provider: MeterProvider;
  figures(): Promise<Figures>;
  /** Name, unit and description of each metric. */
  described(): Promise<readonly MetricData['descriptor'][]>;
} {
  const reader = new Reader();
  const provider = new MeterProvider({ readers: [reader] });
  async function collected(): Promise<MetricData[]> {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw errors[0];
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  }
  return {
    provider,
    figures: async () =>
      Object.fromEntries((await collected()).map((metric) => [metric.descriptor.name, pointsOf(metric)])),
    described: async () => (await collected()).map(({ descriptor }) => descriptor),
  };
}

function pointsOf(metric: MetricData): Record<string, Figure> {
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    return Object.fromEntries(
      metric.dataPoints.map(({ attributes, value }) => [
        print(attributes),
        { count: value.count, sum: value.sum ?? 0 },
      ]),
    );
  }
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) throw new Error('no such metric is expected');
  return Object.fromEntries(
    metric.dataPoints.map(({ attributes, value }) => [print(attributes), { count: value, sum: value }]),
  );
}

function print(attributes: object): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name.replace('handover.', '')}=${value}`)
    .sort()
    .join(' ');
}

/** The figures of two processes together. A gauge shows the same in each: the second counts. */
export function added(first: Figures, second: Figures): Figures {
  const sum: Record<string, Record<string, Figure>> = {};
  for (const figures of [first, second]) {
    for (const [name, points] of Object.entries(figures)) {
      sum[name] ??= {};
      const all = sum[name];
      for (const [attributes, { count, sum: value }] of Object.entries(points)) {
        const before = GAUGES.has(name) ? NONE : (all[attributes] ?? NONE);
        all[attributes] = { count: before.count + count, sum: before.sum + value };
      }
    }
  }
  return sum;
}

/** Adds the points of a metric together, by some of its attributes. */
export function by(figures: Figures, name: string, ...attributes: readonly string[]): Record<string, Figure> {
  const groups: Record<string, Figure> = {};
  for (const [printed, { count, sum }] of Object.entries(figures[name] ?? {})) {
    const kept = printed.split(' ').filter((each) => attributes.includes(each.split('=')[0] ?? ''));
    const key = kept.join(' ');
    const before = groups[key] ?? { count: 0, sum: 0 };
    groups[key] = { count: before.count + count, sum: before.sum + sum };
  }
  return groups;
}
