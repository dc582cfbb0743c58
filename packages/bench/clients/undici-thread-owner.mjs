import { request } from 'undici';
import { accessToken, calls, psid } from './calls.mjs';

export default ({ baseUrl }) => {
  const headers = { authorization: `Bearer ${accessToken}` };
  return calls(
    async () => {
      const answer = await request(`${baseUrl}/v25.0/me/thread_owner?recipient=${psid}`, { headers });
      return (await answer.body.json()).data[0].thread_owner;
    },
    ({ app_id }) => app_id === '1450077300221199',
  );
};
