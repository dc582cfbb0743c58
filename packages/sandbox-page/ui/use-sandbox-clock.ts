import { useEffect, useState } from 'preact/hooks';
import type { Model } from '../state/model.ts';

const TICK_MS = 1000;

/** The sandbox's time in ms, updated every second while its clock runs. */
export function useSandboxClock({ state, clockOffsetMs }: Model): number {
  const [, setTick] = useState(0);
  const runs = state?.clock.mode !== 'manual';
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [runs]);
  return runs ? Date.now() + clockOffsetMs : (state?.clock.now ?? 0);
}
