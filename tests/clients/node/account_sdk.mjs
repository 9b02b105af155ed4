// The AWS SDK for JavaScript v3: a person's account from sign-up to the end, an administrator's lists, and errors of the SDK's own types.
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { endpoint, run } from './context.cjs';
import { nextCode } from './inbox.cjs';

const SECOND = 'Difference-Engine-1822', THIRD = 'Bernoulli-Numb3rs';

run(async context => {
  const idp = new sdk.CognitoIdentityProviderClient({ endpoint });
  const { client: ClientId, pool: UserPoolId, username: Username, password: Password, email, outbox } = context;
  const send = (name, input) => idp.send(new sdk[`${name}Command`](input));
  // The type of an error, if it is the SDK's own for that name and tells of a client's fault.
  const refused = async (name, input) => {
    const error = await send(name, input).then(() => null, error => error);
    return error instanceof sdk[error?.name] && error.$fault === 'client' && error.$metadata.requestId ? error.name : String(error);
  };
  const byPassword = PASSWORD => ({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: Username, PASSWORD } });

  const signUp = { ClientId, Username, Password, UserAttributes: [{ Name: 'email', Value: email }] };
  const weak = await refused('SignUp', { ...signUp, Password: 'weak' });
  await send('SignUp', signUp);
  const twice = await refused('SignUp', signUp);
  const unconfirmed = await refused('InitiateAuth', byPassword(Password));
  const code = await nextCode(outbox, email, 0);
  const mistaken = await refused('ConfirmSignUp', { ClientId, Username, ConfirmationCode: code === '000000' ? '000001' : '000000' });
  await send('ConfirmSignUp', { ClientId, Username, ConfirmationCode: code });
  const wrong = await refused('InitiateAuth', byPassword(SECOND));
  const { AuthenticationResult: { AccessToken, RefreshToken } } = await send('InitiateAuth', byPassword(Password));
  const fresh = await send('GetTokensFromRefreshToken', { ClientId, RefreshToken });
  await send('ChangePassword', { AccessToken, PreviousPassword: Password, ProposedPassword: SECOND });
  await send('ForgotPassword', { ClientId, Username });
  await send('ConfirmForgotPassword', { ClientId, Username, Password: THIRD, ConfirmationCode: await nextCode(outbox, email, 1) });
  const reset = await refused('GetTokensFromRefreshToken', { ClientId, RefreshToken });

  await send('CreateGroup', { UserPoolId, GroupName: 'engineers', Precedence: 1 });
  const again = await refused('CreateGroup', { UserPoolId, GroupName: 'engineers' });
  await send('AdminAddUserToGroup', { UserPoolId, GroupName: 'engineers', Username });
  const people = [];
  for (const name of ['bob', 'eve']) await send('AdminCreateUser', { UserPoolId, Username: name, MessageAction: 'SUPPRESS' });
  for await (const page of sdk.paginateListUsers({ client: idp, pageSize: 2 }, { UserPoolId })) people.push(page.Users);
  const groups = await send('AdminListGroupsForUser', { UserPoolId, Username });
  const { UserCreateDate } = await send('AdminGetUser', { UserPoolId, Username });
  await send('DeleteUser', { AccessToken: fresh.AuthenticationResult.AccessToken });
  return {
    refused: {
      weak, twice, unconfirmed, mistaken, wrong, reset, again,
      no_user: await refused('AdminGetUser', { UserPoolId, Username }),
      no_pool: await refused('DescribeUserPool', { UserPoolId: `${context.region}_AAAAAAAAA` }),
      no_value: await refused('AdminGetUser', { UserPoolId, Username: '' }),
      ended: await refused('GetUser', { AccessToken }),
    },
    pages: people.map(page => page.length),
    groups: groups.Groups.map(({ GroupName }) => GroupName),
    created: UserCreateDate instanceof Date && Math.abs(Date.now() - UserCreateDate) < 600_000,
  };
});
