import type { Sandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ANY, assertMatches, type Expected, ID, ListOf, Some } from '../expected.ts';
import { ACTED, listed, RESULT, SENT, SUCCESS } from '../graph-answers.ts';
import { BOT, PAGE, SECRET, startSandbox, TOKEN } from '../scene.ts';
import { sendWireForm } from '../wire-form.ts';

/** A request of a client in another language, byte for byte, and what Graph answers. */
interface WireForm {
  readonly client: string;
  /** Where the form of the request, or the answer, is written. */
  readonly source: string;
  readonly request: string;
  readonly answer: Expected;
}

/** An error answer; Graph adds a trace id. */
function refusal(code: number, message: Expected, subcode?: number): Expected {
  return { error: new Some({ code, message, ...(subcode === undefined ? {} : { error_subcode: subcode }) }) };
}

const FORM = 'content-type: application/x-www-form-urlencoded';
const JSON_BODY = 'content-type: application/json';
const KEPT = { ...SENT, attachment_id: ID };
const HELLO = '%7B%22text%22%3A%22hello%22%7D';
const TO_PSID = '%7B%22id%22%3A%22PSID%22%7D';

const forms: readonly WireForm[] = [
  // Quotes.
  {
    client: "Meta's curl, single quotes in a form",
    source: 'Meta, Send API reference (v25), first example',
    request: `POST /v25.0/PAGE/messages\n${FORM}\n\nrecipient={'id':'PSID'}&messaging_type=RESPONSE&message={'text':'hello, world'}&access_token=TOKEN`,
    answer: SENT,
  },
  {
    client: "Meta's curl, single quotes in the query",
    source: 'Meta, Send API reference, older edition',
    request:
      "POST /v25.0/PAGE/messages?recipient={'id':'PSID'}&message={'text':'hello,world'}&messaging_type=RESPONSE&access_token=TOKEN",
    answer: SENT,
  },
  {
    client: "Meta's curl, a bare key",
    source: 'Meta, handover protocol, pass thread control',
    request: `POST /v25.0/PAGE/request_thread_control\n${FORM}\n\nrecipient={id:PSID}&metadata=please&access_token=TOKEN`,
    answer: SUCCESS,
  },
  {
    client: 'Tiledesk connector, a list in single quotes',
    source: '@tiledesk connector 0.1.30, FacebookClient subscribes its fields',
    request:
      "POST /v10.0/PAGE/subscribed_apps?access_token=TOKEN&subscribed_fields=['messages',%20'messaging_postbacks',%20'messaging_handovers',%20'standby']",
    answer: SUCCESS,
  },

  // Brackets.
  {
    client: 'BotMan, a text',
    source: 'botman/driver-facebook, buildServicePayload and http_build_query',
    request: `POST /v3.0/me/messages\n${FORM}\n\nmessaging_type=RESPONSE&recipient%5Bid%5D=PSID&message%5Btext%5D=hello+there&access_token=TOKEN`,
    answer: SENT,
  },
  {
    client: 'BotMan, a sender action',
    source: 'botman/driver-facebook, types()',
    request: `POST /v3.0/me/messages\n${FORM}\n\nrecipient%5Bid%5D=PSID&access_token=TOKEN&sender_action=typing_on`,
    answer: ACTED,
  },
  {
    client: 'BotMan, quick replies',
    source: 'botman/driver-facebook, convertQuestion()',
    request: `POST /v3.0/me/messages\n${FORM}\n\nmessaging_type=RESPONSE&recipient%5Bid%5D=PSID&message%5Btext%5D=Which%3F&message%5Bquick_replies%5D%5B0%5D%5Bcontent_type%5D=text&message%5Bquick_replies%5D%5B0%5D%5Btitle%5D=This&message%5Bquick_replies%5D%5B0%5D%5Bpayload%5D=THIS&message%5Bquick_replies%5D%5B1%5D%5Bcontent_type%5D=user_email&access_token=TOKEN`,
    answer: SENT,
  },
  {
    client: 'BotMan, buttons',
    source: 'botman/driver-facebook, ButtonTemplate',
    request: `POST /v3.0/me/messages\n${FORM}\n\nmessaging_type=RESPONSE&recipient%5Bid%5D=PSID&message%5Battachment%5D%5Btype%5D=template&message%5Battachment%5D%5Bpayload%5D%5Btemplate_type%5D=button&message%5Battachment%5D%5Bpayload%5D%5Btext%5D=Hi&message%5Battachment%5D%5Bpayload%5D%5Bbuttons%5D%5B0%5D%5Btype%5D=postback&message%5Battachment%5D%5Bpayload%5D%5Bbuttons%5D%5B0%5D%5Btitle%5D=Orders&message%5Battachment%5D%5Bpayload%5D%5Bbuttons%5D%5B0%5D%5Bpayload%5D=ORDERS&access_token=TOKEN`,
    answer: SENT,
  },
  {
    client: 'BotMan, an image with a PHP boolean',
    source: 'botman/driver-facebook, OutgoingMessage; http_build_query writes false as 0',
    request: `POST /v3.0/me/messages\n${FORM}\n\nmessaging_type=RESPONSE&recipient%5Bid%5D=PSID&message%5Battachment%5D%5Btype%5D=image&message%5Battachment%5D%5Bpayload%5D%5Bis_reusable%5D=0&message%5Battachment%5D%5Bpayload%5D%5Burl%5D=https%3A%2F%2Facme.example%2Fdot.png&access_token=TOKEN`,
    answer: SENT,
  },
  {
    client: 'koala, nested hashes',
    source: 'arsduo/koala, Faraday encodes hashes in a form',
    request: `POST /me/messages\n${FORM}\n\naccess_token=TOKEN&message%5Btext%5D=hello&recipient%5Bid%5D=PSID`,
    answer: SENT,
  },
  {
    client: 'koala, a list without indexes',
    source: 'arsduo/koala, Faraday encodes arrays in a form',
    request: `POST /me/subscribed_apps\n${FORM}\n\naccess_token=TOKEN&subscribed_fields%5B%5D=messages&subscribed_fields%5B%5D=messaging_handovers&subscribed_fields%5B%5D=standby`,
    answer: SUCCESS,
  },
  {
    client: 'PHP, a list with indexes, unescaped',
    source: 'PHP manual, http_build_query',
    request: `POST /v25.0/me/subscribed_apps\n${FORM}\n\nsubscribed_fields[0]=messages&subscribed_fields[1]=standby&access_token=TOKEN`,
    answer: SUCCESS,
  },
  {
    client: 'pimax, DELETE with brackets in its body',
    source: 'pimax/fb-messenger-php, deleteGreetingText()',
    request: `DELETE /v2.6/me/messenger_profile\n${FORM}\n\nfields%5B0%5D=greeting&access_token=TOKEN`,
    answer: RESULT,
  },

  // Nulls.
  {
    client: 'fbmq, a text',
    source: 'conbus/fbmq, tests/test_page.py, test_send',
    request: `POST /v2.6/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"message": {"attachment": null, "metadata": null, "quick_replies": [{"content_type": "text", "payload": "YES", "title": "Yes"}], "text": "hello world"}, "notification_type": null, "recipient": {"id": PSID, "phone_number": null}, "sender_action": null}`,
    answer: SENT,
  },
  {
    client: 'fbmq, typing',
    source: 'conbus/fbmq, tests/test_page.py, test_typingon',
    request: `POST /v2.6/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"message": null, "notification_type": null, "recipient": {"id": "PSID", "phone_number": null}, "sender_action": "typing_on"}`,
    answer: ACTED,
  },
  {
    client: 'pimax, a text',
    source: 'pimax/fb-messenger-php, Message::getData()',
    request: `POST /v2.6/me/messages\n${JSON_BODY}\n\n{"recipient":{"id":"PSID"},"message":{"text":"hello","quick_replies":null},"tag":null,"notification_type":"REGULAR","access_token":"TOKEN"}`,
    answer: SENT,
  },
  {
    client: 'tgallice, a text',
    source: 'tgallice/fb-messenger-sdk, Message::jsonSerialize()',
    request: `POST /v2.6/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"messaging_type":"RESPONSE","recipient":{"id":"PSID"},"message":{"text":"hello","quick_replies":null,"metadata":null},"notification_type":"REGULAR"}`,
    answer: SENT,
  },
  {
    client: 'a fork of Chatwoot, no tag',
    source: 'chatwoot, send_on_facebook_service of a fork',
    request: `POST /v25.0/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"recipient":{"id":"PSID"},"message":{"text":"hello"},"messaging_type":"RESPONSE","tag":null}`,
    answer: SENT,
  },

  // Multipart.
  {
    client: "Meta's curl, a file",
    source: 'Meta, Send a message, attaching a file with filedata',
    request: `POST /v25.0/PAGE/messages?access_token=TOKEN
content-type: multipart/form-data; boundary=------------------------d74496d66958873e

--------------------------d74496d66958873e
Content-Disposition: form-data; name="recipient"

{"id":"PSID"}
--------------------------d74496d66958873e
Content-Disposition: form-data; name="message"

{"attachment":{"type":"file", "payload":{"is_reusable":true}}}
--------------------------d74496d66958873e
Content-Disposition: form-data; name="filedata"; filename="bill.txt"
Content-Type: text/plain

You owe us nothing.
--------------------------d74496d66958873e--
`,
    answer: KEPT,
  },
  {
    client: "Meta's curl, an upload",
    source: 'Meta, Attachment Upload API, from file',
    request: `POST /v25.0/PAGE/message_attachments?access_token=TOKEN
content-type: multipart/form-data; boundary=------------------------d74496d66958873e

--------------------------d74496d66958873e
Content-Disposition: form-data; name="message"

{"attachment":{"type":"image", "payload":{"is_reusable":true}}}
--------------------------d74496d66958873e
Content-Disposition: form-data; name="filedata"; filename="shirt.png"
Content-Type: image/png

PNG
--------------------------d74496d66958873e--
`,
    answer: { attachment_id: ID },
  },
  {
    client: 'paked/messenger, an image, its file first',
    source: 'paked/messenger, response.go, Image()',
    request: `POST /v2.6/me/messages?access_token=TOKEN
content-type: multipart/form-data; boundary=2a5b7c0de1f34

--2a5b7c0de1f34
Content-Disposition: form-data; name="filedata"; filename="meme.jpg"
Content-Type: application/octet-stream

JPEG
--2a5b7c0de1f34
Content-Disposition: form-data; name="recipient"

{"id":"PSID"}
--2a5b7c0de1f34
Content-Disposition: form-data; name="message"

{"attachment":{"type":"image", "payload":{}}}
--2a5b7c0de1f34--
`,
    answer: SENT,
  },
  {
    client: 'tgallice, a file',
    source: 'tgallice/fb-messenger-sdk, RequestOptionsFactory::createForMessage()',
    request: `POST /v2.6/me/messages?access_token=TOKEN
content-type: multipart/form-data; boundary=5f1c9d

--5f1c9d
Content-Disposition: form-data; name="messaging_type"
Content-Length: 8

RESPONSE
--5f1c9d
Content-Disposition: form-data; name="recipient"

{"id":"PSID"}
--5f1c9d
Content-Disposition: form-data; name="message"

{"attachment":{"type":"file","payload":{}},"quick_replies":null,"metadata":null}
--5f1c9d
Content-Disposition: form-data; name="notification_type"
Content-Length: 7

REGULAR
--5f1c9d
Content-Disposition: form-data; name="filedata"; filename="bill.txt"
Content-Length: 4
Content-Type: text/plain

bill
--5f1c9d--
`,
    answer: SENT,
  },
  {
    client: 'huandu/facebook, an upload, its token in a part',
    source: 'huandu/facebook, params.go, encodeMultipartForm()',
    request: `POST /v2.12/me/message_attachments
content-type: multipart/form-data; boundary=9c1d0e

--9c1d0e
Content-Disposition: form-data; name="access_token"

TOKEN
--9c1d0e
Content-Disposition: form-data; name="message"

{"attachment":{"payload":{"is_reusable":true},"type":"file"}}
--9c1d0e
Content-Disposition: form-data; name="filedata"; filename="bill.txt"
Content-Type: text/plain; charset=utf-8

bill
--9c1d0e--
`,
    answer: { attachment_id: ID },
  },

  // Batch.
  {
    client: 'koala, a batch',
    source: 'arsduo/koala, GraphBatchAPI',
    request: `POST /\n${FORM}\n\naccess_token=TOKEN&batch=%5B%7B%22method%22%3A%22get%22%2C%22relative_url%22%3A%22PSID%3Ffields%3Dname%22%7D%2C%7B%22method%22%3A%22post%22%2C%22relative_url%22%3A%22me%2Fmessages%22%2C%22body%22%3A%22message%3D%257B%2522text%2522%253A%2522hello%2522%257D%26recipient%3D%257B%2522id%2522%253A%2522PSID%2522%257D%22%7D%5D`,
    answer: new ListOf(new Some({ code: 200, body: ANY }), 2),
  },
  {
    client: 'pimax, a batch with brackets in its parts',
    source: 'pimax/fb-messenger-php, batch()',
    request: `POST /v2.8//\n${FORM}\n\nbatch=%5B%7B%22method%22%3A%22POST%22%2C%22relative_url%22%3A%22me%5C%2Fmessages%22%2C%22body%22%3A%22recipient%255Bid%255D%3DPSID%26message%255Btext%255D%3Dhello%26notification_type%3DREGULAR%22%7D%5D&access_token=TOKEN`,
    answer: [new Some({ code: 200, body: /recipient_id/ })],
  },
  {
    client: 'huandu/facebook, a batch',
    source: 'huandu/facebook, session.go, graphBatch()',
    request: `POST /v2.12/\n${FORM}\n\naccess_token=TOKEN&batch=%5B%7B%22method%22%3A%22GET%22%2C%22relative_url%22%3A%22me%3Ffields%3Dname%22%7D%2C%7B%22method%22%3A%22GET%22%2C%22relative_url%22%3A%22PSID%22%7D%5D`,
    answer: new ListOf(new Some({ code: 200, headers: ANY, body: ANY }), 2),
  },
  {
    client: 'restfb, a batch with names',
    source: 'restfb, BatchRequest with name and omitResponseOnSuccess; Meta, Batch requests',
    request: `POST /v25.0/\n${FORM}\n\nbatch=%5B%7B%22method%22%3A%22GET%22%2C%22name%22%3A%22persons%22%2C%22omit_response_on_success%22%3Afalse%2C%22relative_url%22%3A%22me%2Fconversations%3Flimit%3D1%22%7D%2C%7B%22method%22%3A%22GET%22%2C%22relative_url%22%3A%22%3Fids%3D%7Bresult%3Dpersons%3A%24.data.*.id%7D%22%7D%5D&access_token=TOKEN&format=json`,
    answer: new ListOf(new Some({ code: 200, body: ANY }), 2),
  },
  {
    client: 'a batch with a result left out',
    source: 'Meta, Batch requests, specifying dependencies',
    request: `POST /v25.0/\n${JSON_BODY}\n\n{"access_token":"TOKEN","batch":[{"method":"POST","name":"send","omit_response_on_success":true,"relative_url":"me/messages","body":"recipient=${TO_PSID}&message=${HELLO}"},{"method":"GET","relative_url":"me?fields=id","depends_on":"send"}]}`,
    answer: [null, new Some({ code: 200, body: `{"id":"${PAGE}"}` })],
  },
  {
    client: 'a batch with an attached file',
    source: 'Meta, Batch requests, uploading binary data',
    request: `POST /v25.0/
content-type: multipart/form-data; boundary=9c1d0e

--9c1d0e
Content-Disposition: form-data; name="access_token"

TOKEN
--9c1d0e
Content-Disposition: form-data; name="batch"

[{"method":"POST","relative_url":"me/messages","body":"recipient=${TO_PSID}&message=%7B%22attachment%22%3A%7B%22type%22%3A%22file%22%2C%22payload%22%3A%7B%7D%7D%7D","attached_files":"file1"}]
--9c1d0e
Content-Disposition: form-data; name="file1"; filename="bill.txt"
Content-Type: text/plain

bill
--9c1d0e--
`,
    answer: [new Some({ code: 200, body: /message_id/ })],
  },

  // Ids.
  {
    client: 'facebook-sdk, several nodes',
    source: 'mobolic/facebook-sdk, get_objects()',
    request: 'GET /v3.1/?ids=PAGE,PSID&fields=name&access_token=TOKEN',
    answer: { [PAGE]: { id: PAGE, name: 'Acme' }, PSID: { id: ID, name: 'Ana' } },
  },
  {
    client: 'koala, one alias among the ids',
    source: 'arsduo/koala, get_objects()',
    request: 'GET /?access_token=TOKEN&ids=me',
    answer: { me: new Some({ id: PAGE }) },
  },

  // Tokens and subscriptions of the app.
  {
    client: 'facebook-sdk, an app token',
    source: 'mobolic/facebook-sdk, get_app_access_token(); Meta, access tokens',
    request: 'GET /v3.1/oauth/access_token?grant_type=client_credentials&client_id=BOT&client_secret=SECRET',
    answer: new Some({ access_token: /./, token_type: 'bearer' }),
  },
  {
    client: 'facebook-sdk, debug_token',
    source: 'mobolic/facebook-sdk, debug_access_token()',
    request: 'GET /v3.1/debug_token?input_token=TOKEN&access_token=BOT|SECRET',
    answer: { data: new Some({ app_id: BOT, is_valid: true, type: 'PAGE', profile_id: PAGE }) },
  },
  {
    client: 'koala, the subscriptions of the app',
    source: 'arsduo/koala, RealtimeUpdates',
    request: `GET /BOT/subscriptions?access_token=BOT%7C${SECRET}`,
    answer: { data: new ListOf(ANY, 0) },
  },
  {
    client: 'koala, a callback that does not answer',
    source: 'arsduo/koala#410 (2201); fbsamples/original-coast-clothing#84 (2200)',
    request: `POST /BOT/subscriptions\n${FORM}\n\naccess_token=BOT%7C${SECRET}&object=page&fields=messages&callback_url=http%3A%2F%2F127.0.0.1%3A9%2Fwebhook&verify_token=verify-me`,
    answer: { error: new Some({ message: /callback verification failed/i }) },
  },

  {
    client: 'koala, no subscription',
    source: 'arsduo/koala, RealtimeUpdates.unsubscribe()',
    request: `DELETE /BOT/subscriptions?access_token=BOT%7CSECRET&object=page`,
    answer: SUCCESS,
  },
  {
    client: 'facebook-sdk, a longer token',
    source: 'mobolic/facebook-sdk, extend_access_token(); Meta, Long-Lived Access Tokens',
    request:
      'GET /v3.1/oauth/access_token?grant_type=fb_exchange_token&client_id=BOT&client_secret=SECRET&fb_exchange_token=ADMIN',
    answer: new Some({ access_token: /./, token_type: 'bearer', expires_in: ANY }),
  },
  {
    client: "Meta's Postman, the pages of a user",
    source: 'Meta, Postman collection of the Messenger Platform; Pages API, me/accounts',
    request: 'GET /v25.0/me/accounts?access_token=ADMIN',
    answer: listed(new Some({ id: PAGE, name: 'Acme', access_token: TOKEN, category: ANY, tasks: new ListOf(ANY) })),
  },
  {
    client: 'Botpress, the token and picture of a page',
    source: 'botpress, MetaClient; the wrapping: restfb/restfb#21',
    request: 'GET /v25.0/PAGE?fields=access_token,name,picture{url}&access_token=ADMIN',
    answer: { id: PAGE, name: 'Acme', access_token: TOKEN, picture: { data: { url: /^http/ } } },
  },
  {
    client: 'a user token on an edge of pages',
    source: 'Meta, access tokens: the Page token is required',
    request: 'GET /v25.0/PAGE/conversations?access_token=ADMIN',
    answer: refusal(190, /must be called with a Page Access Token/),
  },
  {
    client: 'a token that is none',
    source: 'Meta, access tokens, errors',
    request: 'GET /v25.0/me?access_token=nonsense',
    answer: refusal(190, /Invalid OAuth access token/),
  },

  // Settings.
  {
    client: 'facebook-messenger gem, Get Started',
    source: 'jgorset/facebook-messenger, Profile.set',
    request: `POST /v3.2/me/messenger_profile?access_token=TOKEN\n${JSON_BODY}\n\n{"get_started":{"payload":"GET_STARTED"}}`,
    answer: RESULT,
  },
  {
    client: 'facebook-messenger gem, no Get Started',
    source: 'jgorset/facebook-messenger, Profile.unset',
    request: `DELETE /v3.2/me/messenger_profile?access_token=TOKEN\n${JSON_BODY}\n\n{"fields":["get_started"]}`,
    answer: RESULT,
  },
  {
    client: 'tgallice, a greeting by thread_settings',
    source: 'tgallice/fb-messenger-sdk, setGreetingText(); thread_settings became messenger_profile in 2017',
    request: `POST /v2.6/me/thread_settings?access_token=TOKEN\n${JSON_BODY}\n\n{"setting_type":"greeting","greeting":{"text":"Hello!"}}`,
    answer: refusal(100, /thread_settings|Unsupported post request/),
  },

  // Reading.
  {
    client: 'python-facebook, conversations',
    source: 'sns-sdks/python-facebook, page conversations',
    request:
      'GET /v25.0/PAGE/conversations?fields=id,link,snippet,updated_time,message_count,unread_count,participants,senders,can_reply&platform=messenger&access_token=TOKEN',
    answer: {
      data: [
        {
          id: /^t_/,
          link: ANY,
          snippet: ANY,
          updated_time: ANY,
          message_count: ANY,
          unread_count: ANY,
          participants: ANY,
          senders: ANY,
          can_reply: true,
        },
      ],
      paging: ANY,
    },
  },
  {
    client: "Meta's Python sample, participants of a conversation",
    source: 'fbsamples, messenger-api-with-python',
    request: 'GET /v18.0/THREAD?fields=participants&access_token=TOKEN',
    answer: { id: /^t_/, participants: { data: [new Some({ id: ID, name: 'Ana' }), new Some({ id: PAGE })] } },
  },
  {
    client: "Meta's Node sample, messages of a conversation",
    source: 'fbsamples, messenger-api-with-nodejs',
    request: 'GET /v18.0/THREAD?fields=messages{id,created_time,from,to,message}&access_token=TOKEN',
    answer: {
      id: /^t_/,
      messages: listed({ id: /^m_/, created_time: ANY, from: ANY, to: { data: new ListOf(ANY) }, message: ANY }),
    },
  },
  {
    client: 'restfb, a message',
    source: 'restfb, types Message and Attachment',
    request: 'GET /v25.0/MID?fields=id,created_time,from,to,message,attachments&access_token=TOKEN&format=json',
    answer: new Some({ id: /^m_/, message: 'hello', from: new Some({ id: ID }) }),
  },
  {
    client: 'Chatwoot, a profile',
    source: 'chatwoot, facebook message builder',
    request: 'GET /v18.0/PSID?fields=first_name,last_name,profile_pic&access_token=TOKEN',
    answer: { id: ID, first_name: 'Ana', last_name: ANY, profile_pic: /^http/ },
  },
  {
    client: 'koala, the address of a picture',
    source: 'arsduo/koala, get_picture_data(); Meta, Page Picture',
    request: 'GET /PSID/picture?redirect=0&access_token=TOKEN',
    answer: { data: new Some({ url: /^http/, width: ANY, height: ANY, is_silhouette: false }) },
  },
  {
    client: 'a slash too many',
    source: 'a base address that ends in a slash: pimax/fb-messenger-php, batch()',
    request: 'GET //me?access_token=TOKEN',
    answer: new Some({ id: PAGE }),
  },

  // Small edges.
  {
    client: 'Botpress, a private reply',
    source: 'botpress, MetaClient; Meta, Private Replies',
    request: `POST /v25.0/PAGE/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"recipient":{"comment_id":"COMMENT"},"message":{"text":"Thanks!"}}`,
    answer: SENT,
  },
  {
    client: 'the same reply again',
    source: 'Meta, Graph API reference, Page/messages',
    request: `POST /v25.0/PAGE/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"recipient":{"comment_id":"COMMENT"},"message":{"text":"Thanks!"}}`,
    answer: refusal(10_900, /already replied/),
  },
  {
    client: "Meta's survey sample, an event without a token",
    source: 'fbsamples, customer-care-csat, POST /{app}/activities',
    request: `POST /v25.0/BOT/activities\n${JSON_BODY}\n\n{"event":"CUSTOM_APP_EVENTS","custom_events":"[{\\"_eventName\\":\\"csat_response\\"}]","advertiser_tracking_enabled":1,"application_tracking_enabled":1,"extinfo":"[\\"mb1\\"]","page_id":"PAGE","page_scoped_user_id":"PSID"}`,
    answer: SUCCESS,
  },
  {
    client: "Meta's shop sample, language analysis",
    source: 'fbsamples/original-coast-clothing, nlp_configs',
    request: 'POST /v25.0/me/nlp_configs?access_token=TOKEN&nlp_enabled=true',
    answer: SUCCESS,
  },
  {
    client: 'WarriorTeam, a thread to spam',
    source: '@warriorteam/messenger-sdk 1.5.8; Meta, Moderate Conversations',
    request: `POST /v25.0/me/moderate_conversations?access_token=TOKEN\n${JSON_BODY}\n\n{"user_ids":[{"id":"PSID"}],"actions":["move_to_spam"]}`,
    answer: SUCCESS,
  },

  // Refusals whose text is recorded.
  {
    client: 'no token',
    source: 'facebook/facebook-node-sdk#105, spring-guides/gs-consuming-rest#10',
    request: 'GET /me',
    answer: refusal(104, /access token is required/),
  },
  {
    client: 'no token, on an edge that does not exist',
    source: 'the token is looked at first: facebook/facebook-node-sdk#105',
    request: 'GET /me/foo',
    answer: refusal(104, /access token is required/),
  },
  {
    client: 'an unknown alias',
    source: 'mobolic/facebook-sdk#315',
    request: 'GET /nosuchthing?access_token=TOKEN',
    answer: refusal(803, '(#803) Some of the aliases you requested do not exist: nosuchthing'),
  },
  {
    client: 'a version without v',
    source: 'laravel-notification-channels/facebook#53, arsduo/koala#611',
    request: 'GET /2.11/me/feed?access_token=TOKEN',
    answer: refusal(2500, 'Unknown path components: /me/feed'),
  },
  {
    client: 'neither message nor action',
    source: 'restfb/restfb#815',
    request: `POST /v25.0/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"recipient":{"id":"PSID"}}`,
    answer: refusal(100, '(#100) Must send either message or state', 2018015),
  },
  {
    client: 'four buttons',
    source: 'botman/botman#694, howdyai/botkit#1672',
    request: `POST /v25.0/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"recipient":{"id":"PSID"},"message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"Hi","buttons":[{"type":"postback","title":"1","payload":"1"},{"type":"postback","title":"2","payload":"2"},{"type":"postback","title":"3","payload":"3"},{"type":"postback","title":"4","payload":"4"}]}}}}`,
    answer: refusal(105, '(#105) param name_placeholder[buttons] has too many elements.'),
  },
  {
    client: 'buttons without a text',
    source: 'restfb/restfb#592',
    request: `POST /v25.0/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"recipient":{"id":"PSID"},"message":{"attachment":{"type":"template","payload":{"template_type":"button","buttons":[{"type":"postback","title":"1","payload":"1"}]}}}}`,
    answer: refusal(100, /parameter text is required/),
  },
  {
    client: 'an image with neither url nor file',
    source: 'pimax/fb-messenger-php#142',
    request: `POST /v25.0/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"recipient":{"id":"PSID"},"message":{"attachment":{"type":"image","payload":{}}}}`,
    answer: refusal(100, /Incorrect number of files uploaded\. Must upload exactly one file\./),
  },
  {
    client: 'an image whose url is none',
    source: 'pimax/fb-messenger-php#142',
    request: `POST /v25.0/me/messages?access_token=TOKEN\n${JSON_BODY}\n\n{"recipient":{"id":"PSID"},"message":{"attachment":{"type":"image","payload":{"url":"dot.png"}}}}`,
    answer: refusal(100, /Failed to fetch the file from the url/),
  },
];

const wire = suite('wire forms');
let sandbox: Sandbox;
let psid = '';
let values: Record<string, string> = {};

wire.before(async () => {
  sandbox = await startSandbox();
  sandbox.setRouting('off');
  const ana = sandbox.person('Ana');
  psid = ana.id;
  const { mid } = await ana.say('hello');
  const { commentId } = await ana.comment('Is it in stock?');
  const thread = await sendWireForm(sandbox.url, `GET /me/conversations?access_token=${TOKEN}`, {});
  const [{ id: THREAD } = { id: '' }] = (thread.body as { data: { id: string }[] }).data;
  const ADMIN = sandbox.userToken(BOT);
  values = { PSID: psid, TOKEN, PAGE, BOT, SECRET, ADMIN, THREAD, MID: mid, COMMENT: commentId };
});
wire.after(() => sandbox.close());

for (const { client, source, request, answer } of forms) {
  wire(`${client} (${source})`, async () => {
    const got = await sendWireForm(sandbox.url, request, values);
    assertMatches(got.body, personIn(answer), new Map());
    assert.is(got.status >= 400, 'error' in (got.body as object));
  });
}

/** The answer by ids has the person's id as a key. */
function personIn(answer: Expected): Expected {
  if (typeof answer !== 'object' || answer === null || !('PSID' in answer)) return answer;
  const { PSID, ...rest } = answer as Record<string, Expected>;
  return { ...rest, [psid]: PSID };
}

wire.run();
