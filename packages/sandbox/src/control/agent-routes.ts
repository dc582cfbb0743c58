import type { AiTakeOptions } from '../people/meta-ai.ts';
import type { Person } from '../people/person.ts';
import {
  type ControlCall,
  type ControlRoute,
  findPerson,
  flagField,
  optionalText,
  textField,
  typedFields,
} from './route.ts';

/** What human agents and Meta's AI do on the page's side. `:who` is a PSID or a name. */
export const agentRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/inbox',
    what: 'conversations of the inbox by folder',
    run: ({ page }) => page.inbox.folders,
  },
  {
    method: 'POST',
    path: '/inbox/:who/reply',
    what: 'a human agent answers: { text, ai? }',
    run: (call) =>
      call.page.inbox.reply(find(call), textField(call.body, 'text'), { ai: flagField(call.body, 'ai', false) }),
  },
  {
    method: 'POST',
    path: '/inbox/:who/unsend',
    what: 'an agent unsends a message of the page, whichever app sent it: { mid }',
    run: (call) => call.page.inbox.unsend(find(call), textField(call.body, 'mid')),
  },
  {
    method: 'POST',
    path: '/inbox/:who/done',
    what: 'the agent is done',
    run: (call) => call.page.inbox.done(find(call)),
  },
  {
    method: 'POST',
    path: '/inbox/:who/move',
    what: 'the agent moves the conversation to Main',
    run: (call) => call.page.inbox.moveToMain(find(call)),
  },
  {
    method: 'POST',
    path: '/inbox/:who/spam',
    what: 'the agent moves the conversation to Spam',
    run: (call) => call.page.inbox.moveToSpam(find(call)),
  },
  {
    method: 'POST',
    path: '/inbox/:who/read',
    what: 'the agent reads the conversation',
    run: (call) => call.page.inbox.read(find(call)),
  },
  {
    method: 'POST',
    path: '/phone/:who/reply',
    what: "WhatsApp: the shop's owner answers in the phone app: { text }",
    run: (call) => call.page.phone.reply(find(call), textField(call.body, 'text')),
  },
  {
    method: 'POST',
    path: '/phone/:who/edit',
    what: 'WhatsApp: edits a message of the phone app: { mid, text }',
    run: (call) => call.page.phone.edit(find(call), textField(call.body, 'mid'), textField(call.body, 'text')),
  },
  {
    method: 'POST',
    path: '/phone/:who/delete',
    what: 'WhatsApp: deletes a message of the phone app for everyone: { mid }',
    run: (call) => call.page.phone.delete(find(call), textField(call.body, 'mid')),
  },
  {
    method: 'POST',
    path: '/phone/:who/read',
    what: "WhatsApp: the shop's owner reads the chat",
    run: (call) => call.page.phone.read(find(call)),
  },
  {
    method: 'POST',
    path: '/ai/:who/say',
    what: "Meta's AI answers: { text, appId?, aiGenerated? }",
    run(call) {
      const { body } = call;
      const appId = optionalText(body, 'appId');
      const aiGenerated = body['aiGenerated'] === undefined ? {} : { aiGenerated: flagField(body, 'aiGenerated') };
      return call.page.ai.say(find(call), textField(body, 'text'), {
        ...(appId === undefined ? {} : { appId }),
        ...aiGenerated,
      });
    },
  },
  {
    method: 'POST',
    path: '/ai/:who/take',
    what: "Meta's AI takes the thread: { appId?, metadata?, times? }",
    run(call) {
      const [appId, metadata] = [optionalText(call.body, 'appId'), optionalText(call.body, 'metadata')];
      return call.page.ai.take(find(call), {
        ...(typedFields(call.body) as AiTakeOptions),
        ...(appId === undefined ? {} : { appId }),
        ...(metadata === undefined ? {} : { metadata }),
      });
    },
  },
  {
    method: 'POST',
    path: '/ai/:who/release',
    what: "Meta's AI releases the thread that it owns",
    run: (call) => call.page.ai.release(find(call)),
  },
];

function find(call: ControlCall): Person {
  return findPerson(call, call.params['who'] ?? '');
}
