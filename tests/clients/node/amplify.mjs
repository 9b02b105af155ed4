// Amplify v6 for the user pool of a context, as in a browser that was never used.
import { Amplify } from 'aws-amplify';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { endpoint, Memory } from './context.cjs';

export function configure(context) {
  cognitoUserPoolsTokenProvider.setKeyValueStorage(new Memory());
  const Cognito = { userPoolId: context.pool, userPoolClientId: context.client, userPoolEndpoint: endpoint };
  Amplify.configure({ Auth: { Cognito } });
}
