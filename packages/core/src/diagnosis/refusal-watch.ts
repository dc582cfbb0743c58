import type { SignatureError } from '../errors.ts';
import type { HandshakeRefusal } from '../wire/handshake.ts';
import type { Warnings } from './warnings.ts';

/** Warns of refusals that a setting causes. */
export interface RefusalWatch {
  /** A delivery had a right signature. */
  accepted(): void;
  /** A delivery was refused for its signature. */
  signatureRefused(error: SignatureError): void;
  /** A verification request was refused. */
  verificationRefused(reason: HandshakeRefusal): void;
}

/** Once deliveries have come through, forged ones are everyday noise: so many in a row are not. */
const MANY_IN_A_ROW = 20;

export function refusalWatch(warnings: Warnings): RefusalWatch {
  let isAccepted = false;
  let inARow = 0;

  return {
    accepted() {
      if (isAccepted && inARow === 0) return;
      isAccepted = true;
      inARow = 0;
      warnings.cured('wrong_signature');
      warnings.cured('missing_signature');
    },
    signatureRefused({ reason }) {
      inARow += 1;
      if (isAccepted && inARow < MANY_IN_A_ROW) return;
      const code = reason === 'missing' ? 'missing_signature' : 'wrong_signature';
      warnings.warn(code, { fields: { refusedInARow: inARow } });
    },
    verificationRefused(reason) {
      if (reason === 'no_token') warnings.warn('no_verify_token');
      if (reason === 'wrong_token') warnings.warn('wrong_verify_token');
    },
  };
}
