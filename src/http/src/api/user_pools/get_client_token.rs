//! A client gets an access token for itself, without a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ClientAuthenticationResultType, GetClientTokenResponse, operations::GetClientToken};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for GetClientToken {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let scopes = input.scopes.unwrap_or_default();
        let token = app.user_pools.client_token(&input.client_id, &input.secret, &scopes).await?;
        let client_authentication_result = Some(ClientAuthenticationResultType {
            access_token: Some(token.access_token),
            expires_in: i32::try_from(token.expires_in).ok(),
            token_type: Some("Bearer".to_owned()),
        });
        Ok(GetClientTokenResponse { client_authentication_result })
    }
}
