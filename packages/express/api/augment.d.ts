// The public API of @handover/express/augment. Written by `node scripts/api.mjs`: a change here is a change for users.

import { HandoverHelpers } from "@handover/core/adapter";
declare global {
    namespace Express {
        interface Request {
            handover: HandoverHelpers;
        }
    }
}
