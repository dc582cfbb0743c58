// Registered, since an app may hold two copies of this package.
const FACTORY = Symbol.for('@handover/core:plugin-factory');

/**
 * Marks a function that makes plugins, so that `bot.use(factory)` throws where `bot.use(factory())` was meant: uncalled it
 * would pass for a middleware that never calls `next`. For authors of plugins.
 *
 * @example markPluginFactory(officeHours);
 */
export function markPluginFactory(factory: (...options: never[]) => unknown): void {
  Object.defineProperty(factory, FACTORY, { value: true });
}

/** Whether the function was marked by {@link markPluginFactory}. */
export function isPluginFactory(value: unknown): boolean {
  return typeof value === 'function' && (value as unknown as Record<symbol, unknown>)[FACTORY] === true;
}
