//! New ID and access tokens for a refresh token.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetTokensFromRefreshTokenResponse, operations::GetTokensFromRefreshToken};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for GetTokensFromRefreshToken {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (client, secret) = (&input.client_id, input.client_secret.as_deref());
        let tokens =
            app.user_pools.tokens_from_refresh_token(client, secret, &input.refresh_token, moment).await?;
        Ok(GetTokensFromRefreshTokenResponse { authentication_result: Some(shapes::result(tokens)) })
    }
}
