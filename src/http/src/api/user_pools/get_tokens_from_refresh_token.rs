//! New ID and access tokens for a refresh token.

use app::{
    Answer, App,
    user_pools::sign_in::{ClientProof, Refresh},
};
use domain::Moment;
use wire::cognito_idp::{GetTokensFromRefreshTokenResponse, operations::GetTokensFromRefreshToken};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for GetTokensFromRefreshToken {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let refresh = Refresh {
            token: &input.refresh_token,
            proof: ClientProof::Secret(input.client_secret.as_deref()),
            device_key: input.device_key.as_deref(),
            client_metadata: input.client_metadata,
        };
        let tokens = app.user_pools.tokens_from_refresh_token(&input.client_id, refresh, moment).await?;
        Ok(GetTokensFromRefreshTokenResponse { authentication_result: Some(shapes::result(tokens)) })
    }
}
