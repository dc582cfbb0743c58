import { createClient } from '@handover/client';
import { accessToken, calls, metadata, psid, targetAppId } from './calls.mjs';

export default ({ baseUrl }) => {
  const client = createClient({ accessToken, appId: '1450077300221199', baseUrl });
  return calls(
    () => client.passThreadControl(psid, { targetAppId, metadata }),
    ({ at }) => at > 0,
  );
};
