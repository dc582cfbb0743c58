import type { PageReference } from '@handover/core';

/** Whether Meta has personas on a platform. */
export function hasPersonas(platform: PageReference['platform']): boolean {
  return platform === 'messenger';
}

/** Logged once on a platform without personas. */
export const NO_PERSONAS = 'Personas exist on Messenger only: on Instagram and WhatsApp the account itself speaks';
