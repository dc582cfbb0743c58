import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from './generated/graph.ts';
import type { PlatformFacts } from './platform/platforms.ts';
import type { Transport } from './transport.ts';

/** The openapi-fetch client over every path of the description. */
export type GraphApi = OpenApiClient<paths>;

/** What all groups of calls share. */
export interface ClientContext {
  readonly api: GraphApi;
  readonly transport: Transport;
  readonly appId: string | undefined;
  readonly pageId: string;
  readonly platform: PlatformFacts;
  readonly host: string;
  readonly retries: number;
  readonly logger: { warn(fields: object, message: string): void };
}
