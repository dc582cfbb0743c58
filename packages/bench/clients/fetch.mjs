import { accessToken, body, calls } from './calls.mjs';

export default ({ baseUrl }) => {
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
  return calls(
    async () => {
      const options = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(`${baseUrl}/v25.0/me/pass_thread_control`, options);
      return answer.json();
    },
    ({ success }) => success,
  );
};
