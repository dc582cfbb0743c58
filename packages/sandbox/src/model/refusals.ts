import type { PageRules } from './page-rules.ts';
import type { Refusal } from './refusal.ts';

type RefusalName =
  | 'alreadyOwner'
  | 'passNotOwner'
  | 'badTarget'
  | 'targetRequired'
  | 'passToSelf'
  | 'takeNotAllowed'
  | 'takeNotPrimary'
  | 'requestRoutingOn'
  | 'releaseNotOwner'
  | 'extendNotOwner'
  | 'extendTooLong'
  | 'sendControlRoutingOff'
  | 'leadFlow'
  | 'humanAgentFeature'
  | 'noRole'
  | 'hiddenReceivers';

/** Errors whose code and subcode do not depend on the page (Messenger Platform docs, Common Error Codes). */
export const refusals: Readonly<Record<RefusalName, Refusal>> = {
  alreadyOwner: { code: 27, subcode: 1893035, message: '(#27) The app already has control of this thread.' },
  passNotOwner: { code: 100, subcode: 2018151, message: '(#100) The calling app is not the current thread owner.' },
  badTarget: {
    code: 100,
    subcode: 2018164,
    message: '(#100) Incorrect app id: the target app is not connected to this page.',
  },
  targetRequired: { code: 100, message: '(#100) The parameter target_app_id is required' },
  passToSelf: { code: 100, message: '(#100) The target app is already the current thread owner.' },
  takeNotAllowed: { code: 10, message: '(#10) The app is not allowed to take control of conversations of this page.' },
  takeNotPrimary: { code: 10, message: '(#10) Only the primary receiver can take control of a thread that is owned.' },
  requestRoutingOn: {
    code: 27,
    message: '(#27) Request thread control is not supported when Conversation Routing is enabled.',
  },
  releaseNotOwner: { code: 100, message: 'Only the current thread owner can release thread control.' },
  extendNotOwner: { code: 100, message: '(#100) Only the current thread owner can extend thread control.' },
  extendTooLong: { code: 100, message: '(#100) Param duration must be at most 604800 seconds' },
  sendControlRoutingOff: {
    code: 100,
    message: '(#100) Param thread_control is only supported when Conversation Routing is enabled.',
  },
  leadFlow: {
    code: 10,
    subcode: 2018321,
    message: "(#10) Messenger's automated question flow is controlling this thread now.",
  },
  humanAgentFeature: { code: 10, message: '(#10) The tag HUMAN_AGENT needs the Human Agent feature for this app.' },
  noRole: {
    code: 100,
    subcode: 2018171,
    message: '(#100) This is only available for primary and secondary receivers.',
  },
  hiddenReceivers: {
    code: 100,
    subcode: 2018234,
    message: '(#100) A secondary receiver cannot see the other secondary receivers.',
  },
};

/** Meta's words for a send by an app that does not own the thread. */
export const sendNotOwnerWords = '(#10) Message failed to send because another app is controlling this thread now.';

/** Meta's words for a take while no default app is chosen. */
export const takeRoutingOffWords =
  '(#27) Take thread control is not supported when Conversation Routing is not enabled.';

/** Meta's words for a message after the messaging window closed. */
export const windowClosedWords = '(#10) This message is sent outside of allowed window.';

/** A send while another app owns the thread, or while it waits for the default app. */
export function sendNotOwner(page: PageRules): Refusal {
  return (
    page.platform.notOwner(page.quirks) ?? {
      code: 10,
      subcode: 2018300,
      message: sendNotOwnerWords,
    }
  );
}

/** A pass by an app that does not own the thread. */
export function passNotOwner(page: PageRules): Refusal {
  return page.platform.notOwner(page.quirks) ?? refusals.passNotOwner;
}

/** A take while no default app is chosen. */
export function takeRoutingOff(page: PageRules): Refusal {
  return {
    code: 27,
    subcode: page.platform.subcodes.takeRoutingOff,
    message: takeRoutingOffWords,
  };
}

/** A message after the messaging window closed. */
export function windowClosed(page: PageRules): Refusal {
  return {
    code: 10,
    subcode: page.platform.subcodes.windowClosed,
    message: windowClosedWords,
  };
}
