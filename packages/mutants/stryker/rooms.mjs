const files = (folder, names) => names.split(' ').map((name) => `packages/${folder}/test/${name}.test.ts`);
const room = (folder, tests) => ({ mutate: [`packages/${folder}/**/*.ts`], tests });

/**
 * The rooms that Stryker changes, each with the tests that must notice its mutants, the likeliest first.
 *
 * @type {Readonly<Record<string, { mutate: readonly string[], tests: readonly string[] }>>}
 */
export const strykerRooms = {
  wire: room(
    'core/src/wire',
    files(
      'core',
      'wire-edges read-parts entries ends signature event-ids unsends forward read-events argument-errors dashboard-tests ownership ownership-clocks properties/reader',
    ),
  ),
  ownership: room(
    'core/src/ownership',
    files('core', 'ownership ownership-state ownership-clocks thread routing-modes routing-doubt properties/ownership'),
  ),
  thread: room(
    'core/src/thread',
    files(
      'core',
      'thread thread-gate thread-calls routing-doubt routing-modes page-clients lanes plugins argument-errors ownership faults deliveries warnings',
    ),
  ),
  delivery: room(
    'core/src/delivery',
    files(
      'core',
      'deliveries delivery-edges done-marks handlers faults leftovers long-runs sweeper webhook plugins warnings ownership',
    ),
  ),
  sqlite: room('sqlite/src', files('sqlite', 'contracts sqlite-store sqlite-scheduler locked-file')),
  redis: room('redis/src', files('redis', 'redis-store store-on-redis late-claims bull-scheduler bull-away')),
};
