import { OptionError } from '../option-error.ts';
import type { Person } from '../people/person.ts';
import { sampleImageUrl } from '../sample-images.ts';
import { keepOwnFile } from './own-file.ts';
import {
  type ControlCall,
  type ControlRoute,
  findPerson,
  flagField,
  NotFoundError,
  optionalText,
  textField,
  typedFields,
} from './route.ts';
import { threadView } from './views.ts';

/** What the page's customers do and see. `:who` is a PSID or a name. */
export const peopleRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/people',
    what: 'all people, with the owner of each thread',
    run: (call) => ({ people: call.page.people.map((person) => show(call, person)) }),
  },
  {
    method: 'POST',
    path: '/people',
    what: 'adds a person, or finds the person of this name: { name }',
    run: (call) => show(call, call.page.person(textField(call.body, 'name'))),
  },
  {
    method: 'GET',
    path: '/people/:who',
    what: 'one person: id, name, owner of the thread',
    run: (call) => show(call, find(call)),
  },
  {
    method: 'GET',
    path: '/people/:who/thread',
    what: 'a thread: owner, end of control, messages as both sides see them, folder, typing, seen',
    run(call) {
      const state = call.world.people.get(find(call).id);
      if (!state) throw new NotFoundError('this person has left with a reset');
      return threadView(call.world, state);
    },
  },
  {
    method: 'GET',
    path: '/people/:who/inbox',
    what: 'what the person received, oldest first',
    run: (call) => ({ inbox: find(call).inbox, typing: find(call).typing }),
  },
  {
    method: 'POST',
    path: '/people/:who/say',
    what: 'writes a message: { text, quickReplyPayload?, replyTo?, attachments? }',
    run(call) {
      const { body } = call;
      const attachments = body['attachments'] ?? [];
      if (!Array.isArray(attachments)) throw new OptionError('attachments must be a list of { type, payload }');
      const [quickReplyPayload, replyTo] = [optionalText(body, 'quickReplyPayload'), optionalText(body, 'replyTo')];
      return find(call).say(attachments.length > 0 ? (optionalText(body, 'text') ?? '') : textField(body, 'text'), {
        ...(quickReplyPayload === undefined ? {} : { quickReplyPayload }),
        ...(replyTo === undefined ? {} : { replyTo }),
        attachments,
      });
    },
  },
  {
    method: 'POST',
    path: '/people/:who/tap',
    what: 'taps a postback button: { payload, title? }',
    run: (call) => find(call).tap(textField(call.body, 'payload'), optionalText(call.body, 'title')),
  },
  {
    method: 'POST',
    path: '/people/:who/get-started',
    what: "presses the first button of a new thread: { payload? }, the one of the page's profile unless given",
    run: (call) => find(call).getStarted(optionalText(call.body, 'payload')),
  },
  {
    method: 'GET',
    path: '/people/:who/screen',
    what: "what the page's Messenger profile shows the person now: greeting, buttons, menu",
    run: (call) => find(call).screen,
  },
  {
    method: 'POST',
    path: '/people/:who/ice-breaker',
    what: 'taps a question of the screen: { question }',
    run: (call) => find(call).tapIceBreaker(textField(call.body, 'question')),
  },
  {
    method: 'POST',
    path: '/people/:who/menu',
    what: 'taps an item of the persistent menu: { title }; a link notifies no app',
    async run(call) {
      const said = await find(call).tapMenu(textField(call.body, 'title'));
      return said ?? { success: true };
    },
  },
  {
    method: 'POST',
    path: '/people/:who/locale',
    what: "sets the person's language and region: { locale }, like de_DE",
    run: (call) => find(call).setLocale(textField(call.body, 'locale')),
  },
  {
    method: 'POST',
    path: '/people/:who/image',
    what: 'sends one of the pictures that the sandbox itself hosts: { picture? }, see GET /_sandbox/images',
    run(call) {
      const url = sampleImageUrl(call.world.url, optionalText(call.body, 'picture'));
      return find(call).say('', { attachments: [{ type: 'image', payload: { url } }] });
    },
  },
  {
    method: 'POST',
    path: '/people/:who/file',
    what: 'sends a file of the person, which the sandbox then serves: { name, mimeType, base64 }',
    run(call) {
      const attachment = keepOwnFile(call.world, find(call), call.body);
      return find(call).say('', { attachments: [attachment] });
    },
  },
  {
    method: 'POST',
    path: '/people/:who/typing',
    what: 'starts or stops typing, which the agents see: { on }',
    run: (call) => find(call).type(flagField(call.body, 'on')),
  },
  {
    method: 'POST',
    path: '/people/:who/react',
    what: 'reacts to a received message: { reaction, mid? }',
    run: (call) => find(call).react(textField(call.body, 'reaction'), optionalText(call.body, 'mid')),
  },
  {
    method: 'POST',
    path: '/people/:who/unreact',
    what: 'removes the reaction: { mid? }',
    run: (call) => find(call).unreact(optionalText(call.body, 'mid')),
  },
  { method: 'POST', path: '/people/:who/read', what: 'reads everything', run: (call) => find(call).read() },
  {
    method: 'POST',
    path: '/people/:who/receive',
    what: "the person's device received everything",
    run: (call) => find(call).receive(),
  },
  {
    method: 'POST',
    path: '/people/:who/edit',
    what: 'edits an own message: { mid, text }',
    run: (call) => find(call).edit(textField(call.body, 'mid'), textField(call.body, 'text')),
  },
  {
    method: 'POST',
    path: '/people/:who/unsend',
    what: 'unsends an own message: { mid }',
    run: (call) => find(call).unsend(textField(call.body, 'mid')),
  },
  {
    method: 'POST',
    path: '/people/:who/comment',
    what: 'comments on a post of the page: { text }; answers with the id for recipient[comment_id]',
    run: (call) => find(call).comment(textField(call.body, 'text')),
  },
  {
    method: 'POST',
    path: '/people/:who/profile',
    what: 'changes the profile: { timezone?, gender? }, on Instagram { username?, followerCount?, isVerifiedUser?, isUserFollowBusiness?, isBusinessFollowUser? }',
    run: (call) => find(call).setProfile(typedFields(call.body)),
  },
  {
    method: 'POST',
    path: '/people/:who/number',
    what: 'WhatsApp: gets another phone number: { number? }; apps get a system message',
    run: (call) => find(call).changeNumber(optionalText(call.body, 'number')),
  },
  {
    method: 'POST',
    path: '/people/:who/user-id',
    what: 'WhatsApp: gets another user id (BSUID); apps get a system message',
    run: (call) => find(call).changeUserId(),
  },
  {
    method: 'POST',
    path: '/people/:who/hide-phone',
    what: 'WhatsApp: hides the phone number from the apps, or shows it again: { on }',
    run: (call) => find(call).hidePhone(flagField(call.body, 'on')),
  },
  {
    method: 'POST',
    path: '/people/:who/account-linking',
    what: "opens the page of an app's log-in button; answers with the account_linking_token",
    run: (call) => find(call).startAccountLinking(),
  },
  {
    method: 'POST',
    path: '/people/:who/link',
    what: 'opens a link with a ref: { ref }',
    run: (call) => find(call).followLink(textField(call.body, 'ref')),
  },
  {
    method: 'POST',
    path: '/people/:who/ad',
    what: 'clicks an ad: { adId }',
    run: (call) => find(call).clickAd(textField(call.body, 'adId')),
  },
  {
    method: 'POST',
    path: '/people/:who/lead-ad',
    what: 'clicks a lead ad: { appId? }',
    run(call) {
      const appId = optionalText(call.body, 'appId');
      return find(call).startLeadAd(appId === undefined ? {} : { appId });
    },
  },
  {
    method: 'POST',
    path: '/people/:who/lead-ad/finish',
    what: 'ends the questions of a lead ad: { complete?, summary? }',
    run(call) {
      const summary = optionalText(call.body, 'summary');
      const complete = flagField(call.body, 'complete', true);
      return find(call).finishLeadAd(summary === undefined ? { complete } : { complete, summary });
    },
  },
  {
    method: 'GET',
    path: '/owner/:who',
    what: "app id of the thread's owner, or null",
    run: (call) => ({ owner: call.page.owner(find(call).id) }),
  },
];

function find(call: ControlCall): Person {
  return findPerson(call, call.params['who'] ?? '');
}

function show({ page }: ControlCall, person: Person): Record<string, unknown> {
  return { id: person.id, name: person.name, owner: page.owner(person.id) };
}
