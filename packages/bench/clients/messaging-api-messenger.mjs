import messaging from 'messaging-api-messenger';
import { accessToken, calls, metadata, psid, targetAppId } from './calls.mjs';

export default ({ baseUrl }) => {
  const client = new messaging.MessengerClient({ accessToken, origin: baseUrl, skipAppSecretProof: true });
  return calls(
    () => client.passThreadControl(psid, targetAppId, metadata),
    ({ success }) => success,
  );
};
