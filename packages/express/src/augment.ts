// Types `req.handover` on every Express request: import '@handover/express/augment' once.
import type { HandoverHelpers } from '@handover/core/adapter';

declare global {
  namespace Express {
    interface Request {
      /** Set behind `handover(bot)` or `webhook(bot)`. */
      handover: HandoverHelpers;
    }
  }
}
