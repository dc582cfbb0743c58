import createOpenApiClient from 'openapi-fetch';
import { accessToken, body, calls } from './calls.mjs';

export default ({ baseUrl }) => {
  const api = createOpenApiClient({
    baseUrl: `${baseUrl}/v25.0`,
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const params = { path: { pageId: 'me' } };
  return calls(
    async () => (await api.POST('/{pageId}/pass_thread_control', { params, body })).data,
    ({ success }) => success,
  );
};
