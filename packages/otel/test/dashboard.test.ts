import { readFileSync } from 'node:fs';
import { createNoopMeter, type MetricOptions } from '@opentelemetry/api';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createInstruments } from '../src/instruments.ts';

const dashboard = suite('the dashboard');

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const { panels, templating } = JSON.parse(read('grafana.json')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
};
const queries = [
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...templating.list.flatMap(({ definition }) => definition ?? []),
];

/** The metrics of the package: name, and kind of instrument. */
function metrics(): ReadonlyMap<string, { readonly kind: string; readonly unit: string }> {
  const found = new Map<string, { kind: string; unit: string }>();
  const meter = createNoopMeter();
  const recorder = new Proxy(meter, {
    get: (target, property, receiver) => (name: string, options: MetricOptions) => {
      found.set(name, { kind: String(property).replace('create', ''), unit: options.unit ?? '' });
      return Reflect.get(target, property, receiver).call(target, name, options);
    },
  });
  createInstruments(recorder);
  return found;
}

/** As Prometheus gets it from OTLP. Source: OpenTelemetry specification, Prometheus and OpenMetrics Compatibility. */
function prometheusName(name: string, { kind, unit }: { readonly kind: string; readonly unit: string }): string {
  const words = `${name.replaceAll('.', '_')}${unit === 's' ? '_seconds' : ''}`;
  return kind === 'Counter' ? `${words}_total` : words;
}

const names = [...metrics()].map(([name, facts]) => prometheusName(name, facts));

dashboard('queries each metric of the package', () => {
  for (const name of names)
    assert.ok(
      queries.some((query) => query.includes(name)),
      `${name} is in no query`,
    );
});

dashboard('queries nothing but metrics of the package', () => {
  const queried = queries.flatMap((query) => query.match(/\bhandover_\w+(?=[{[,)])/g) ?? []);
  const known = new Set(names.flatMap((name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]));
  const labels = new Set(['handover_target', 'handover_cause', 'handover_by', 'handover_event_kind']);
  assert.equal(
    [...new Set(queried)].filter((name) => !known.has(name) && !labels.has(name)),
    [],
  );
});

dashboard('has panels that neither share an id nor overlap', () => {
  assert.is(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const [index, { gridPos: one }] of panels.entries()) {
    assert.ok(one.x + one.w <= 24);
    for (const { gridPos: other } of panels.slice(index + 1)) {
      const isApart =
        one.x + one.w <= other.x ||
        other.x + other.w <= one.x ||
        one.y + one.h <= other.y ||
        other.y + other.h <= one.y;
      assert.ok(isApart, `${JSON.stringify(one)} and ${JSON.stringify(other)}`);
    }
  }
});

dashboard('is described in the README with each name that it queries', () => {
  const readme = read('README.md');
  for (const [name, facts] of metrics()) {
    assert.ok(readme.includes(`\`${name}\``), `the README does not define ${name}`);
    assert.ok(
      readme.includes(`\`${prometheusName(name, facts)}\``),
      `the README does not name ${prometheusName(name, facts)}`,
    );
  }
});

dashboard.run();
