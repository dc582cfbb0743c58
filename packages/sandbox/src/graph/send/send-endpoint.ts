import type { Outcome } from '../../model/outcome.ts';
import { checkWindow, controlAfterSend, mayWrite, type SendKind } from '../../model/sending.ts';
import { newestFromPerson, type PersonState, remember } from '../../state/person-state.ts';
import { echoEvent } from '../../webhooks/items.ts';
import { apply, type Call, type Endpoint, situationOf } from '../endpoint.ts';
import { GraphFault, invalid } from '../graph-fault.ts';
import { filedataOf } from './media.ts';
import {
  attachmentsOf,
  checkMessage,
  checkSendKind,
  keepMedia,
  type OutgoingMessage,
  personaOf,
  react,
  rememberButtons,
} from './outgoing.ts';
import { type Recipient, recipientOf } from './recipient.ts';

const ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'];

/** The Send API: messages and sender actions. */
export const sendEndpoint: Endpoint = {
  method: 'POST',
  nodes: ['page'],
  edge: 'messages',
  operation: 'POST /{pageId}/messages',
  run(call) {
    const { params } = call;
    const recipient = recipientOf(call);
    if (params['sender_action'] !== undefined)
      return runAction(call, recipient.person, String(params['sender_action']).toLowerCase());
    return sendMessage(call, recipient, params['message'] as OutgoingMessage);
  },
};

function sendMessage(call: Call, { person, comment }: Recipient, message: OutgoingMessage): Record<string, unknown> {
  const { world, app, params, files, effects } = call;
  const kind = sendKind(params);
  const sources = checkMessage(world, message, { file: filedataOf(files), person });
  const persona = personaOf(world, params['persona_id']);
  const permitted = mayWrite(situationOf(call, person), kind);
  if (permitted.refusal) throw new GraphFault(permitted.refusal);
  if (!comment) refuseOutsideWindow(call, person, kind);
  const after = threadControl(call, person, permitted.change.control);

  // All checks have passed: from here on the call takes effect completely.
  effects.change(person, permitted.change);
  if (comment) comment.answered = true;
  const mid = world.newMid();
  const { attachments, attachmentId } = keepMedia(world, person, attachmentsOf(message), sources);
  const content = {
    ...(message.text ? { text: message.text } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
  const echo = echoEvent(world, person, app.id, {
    mid,
    ...content,
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  });
  const replyTo = (params['reply_to'] as { mid: string } | undefined)?.mid;
  const quoted = replyTo === undefined ? {} : { replyTo };
  const limit = world.options.limits.messagesPerThread;
  remember(person.messages, { mid, at: echo.time, from: app.id, edits: 0, ...content, ...quoted }, limit);
  const received = { mid, at: echo.time, appId: app.id, ...content, ...quoted, ...(persona ? { persona } : {}) };
  const quickReplies = message.quick_replies;
  remember(person.received, quickReplies?.length ? { ...received, quickReplies } : received, limit);
  rememberButtons(person, app.id, message);
  person.typing = null;
  effects.tell(person, echo);
  if (after) apply(call, person, after);

  return {
    recipient_id: person.id,
    message_id: mid,
    ...(attachmentId === undefined ? {} : { attachment_id: attachmentId }),
  };
}

function runAction(call: Call, person: PersonState, action: string): Record<string, unknown> {
  const { world, app, params } = call;
  if (!ACTIONS.includes(action)) throw invalid(`Param sender_action must be one of {${ACTIONS.join(', ')}}`);
  const typing = action === 'typing_on' || action === 'typing_off';
  if (params['persona_id'] !== undefined && !typing) {
    throw invalid('Param persona_id can only be sent with a message, typing_on or typing_off');
  }
  const persona = personaOf(world, params['persona_id']);
  const kind = sendKind(params);
  // Without the tag: sender actions never take control.
  const permitted = mayWrite(situationOf(call, person), {});
  const lenient = world.quirks.actionsByOthers === 'accept' && (typing || action === 'mark_seen');
  if (permitted.refusal && !lenient) throw new GraphFault(permitted.refusal);
  refuseOutsideWindow(call, person, kind);
  if (action === 'typing_on') person.typing = { appId: app.id, ...(persona ? { persona } : {}) };
  if (action === 'typing_off') person.typing = null;
  if (action === 'mark_seen') person.seenAt = newestFromPerson(person);
  if (action === 'react' || action === 'unreact') react(person.messages, params['payload'], action === 'unreact');
  return { recipient_id: person.id };
}

function sendKind(params: Record<string, unknown>): SendKind {
  const { messaging_type: messagingType, tag, notification_type: notificationType } = params;
  checkSendKind(messagingType, tag, notificationType);
  return {
    ...(tag === undefined ? {} : { tag: String(tag) }),
    ...(messagingType === undefined ? {} : { messagingType: String(messagingType) }),
  };
}

function refuseOutsideWindow(call: Call, person: PersonState, kind: SendKind): void {
  const refusal = checkWindow(situationOf(call, person), kind, person.lastSignAt);
  if (refusal) throw new GraphFault(refusal);
}

/** What `thread_control` does after the message. Decided before sending, so that a bad target stops the message too. */
function threadControl(call: Call, person: PersonState, control: PersonState['control']): Outcome | null {
  const instruction = call.params['thread_control'] as { control_type?: string; app_id?: string } | undefined;
  if (instruction === undefined) return null;
  const { control_type: controlType = 'release', app_id: appId } = instruction;
  if (controlType !== 'pass' && controlType !== 'release') {
    throw invalid('Param thread_control[control_type] must be one of {pass, release}');
  }
  const after = controlAfterSend(
    { ...situationOf(call, person), control },
    { controlType, ...(appId === undefined ? {} : { appId }) },
  );
  if (after.refusal) throw new GraphFault(after.refusal);
  return after;
}
