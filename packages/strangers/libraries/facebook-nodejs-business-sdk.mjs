import sdk from 'facebook-nodejs-business-sdk';
import { answer, listen, PAGE_INBOX, serveStranger, settings, webhook } from '../serve-stranger.mjs';

const { pageId, pageToken, appId, appSecret } = settings;
// Without its crash reporter, which would report to graph.facebook.com.
const pageApi = new sdk.FacebookAdsApi(pageToken, 'en_US', false);
const appApi = new sdk.FacebookAdsApi(`${appId}|${appSecret}`, 'en_US', false);
const page = new sdk.Page(pageId, {}, undefined, pageApi);

const url = await listen(
  webhook((psid, text) => {
    const recipient = { id: psid };
    return answer(text, {
      send: (reply) => page.createMessage([], { recipient, message: { text: reply }, messaging_type: 'RESPONSE' }),
      pass: () => page.createPassThreadControl([], { recipient, target_app_id: PAGE_INBOX }),
    });
  }),
);

const calls = {
  /** A call of a node: `new sdk.Page(id).createMessage(fields, params)`. */
  node: async (kind, id, method, ...args) =>
    dataOf(await new sdk[kind](id, {}, undefined, kind === 'Application' ? appApi : pageApi)[method](...args)),
  /** A call by its path, for edges without a method. */
  path: (method, path, params) => pageApi.call(method, path, params),
  getAppID: async () => (await appApi.getAppID()).data,
  batch: (requests) =>
    new Promise((resolve, reject) => {
      const outcomes = [];
      const batch = new sdk.FacebookAdsApiBatch(pageApi);
      for (const [method, path, params] of requests) {
        const record = (response) => outcomes.push({ status: response.status, body: response.body });
        batch.add(method, path, params, undefined, record, record);
      }
      batch.execute().then(() => resolve(outcomes), reject);
    }),
};

serveStranger(
  url,
  (name, args) => calls[name](...args),
  // The SDK's error has Graph's error as its `response`, except in a batch and in `getAppID`.
  ({ response }) => response?.data?.error ?? response?.error ?? (response?.code === undefined ? undefined : response),
);

/** The SDK's objects keep Graph's data in `_data`; an edge is a list of them. */
function dataOf(result) {
  return Array.isArray(result) ? result.map(dataOf) : (result?._data ?? result);
}
