const core = 'packages/core/test';
const files = (names) => names.split(' ').map((name) => `${core}/${name}.test.ts`);

/**
 * The rooms that Stryker changes, each with the tests that must notice, the likeliest first.
 *
 * @type {Readonly<Record<string, { mutate: readonly string[], tests: readonly string[] }>>}
 */
export const strykerRooms = {
  wire: {
    mutate: ['packages/core/src/wire/**/*.ts'],
    tests: files(
      'wire-edges read-parts entries ends signature event-ids unsends forward read-events argument-errors dashboard-tests ownership ownership-clocks properties/reader',
    ),
  },
  ownership: {
    mutate: ['packages/core/src/ownership/**/*.ts'],
    tests: files('ownership ownership-state ownership-clocks thread routing-modes routing-doubt properties/ownership'),
  },
  thread: {
    mutate: ['packages/core/src/thread/**/*.ts'],
    tests: files(
      'thread thread-gate thread-calls routing-doubt routing-modes page-clients lanes plugins argument-errors ownership faults deliveries warnings',
    ),
  },
  delivery: {
    mutate: ['packages/core/src/delivery/**/*.ts'],
    tests: files(
      'deliveries delivery-edges done-marks handlers faults leftovers long-runs sweeper webhook plugins warnings ownership',
    ),
  },
};
