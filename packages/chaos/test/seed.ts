import { propertyRuns } from '@handover/test-support/property-runs';

/** The seed of the runs: `CHAOS_SEED`, else in `pnpm test` always the same, and in `pnpm test:deep` a new one. */
export const seed = Number(process.env['CHAOS_SEED'] ?? propertyRuns(1).seed ?? Date.now() % 1_000_000);
