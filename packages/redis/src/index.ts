export type { BullConnection, BullConnectionOptions } from './bull-connection.ts';
export { type BullSchedulerOptions, bullScheduler } from './bull-scheduler.ts';
export { hasRedisStore } from './has-redis-store.ts';
export type { RedisConnection } from './redis-connection.ts';
export { RedisError } from './redis-error.ts';
export { type RedisStoreOptions, redisStore } from './redis-store.ts';
