//! A refresh token is revoked, with all that came from it.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{RevokeTokenResponse, operations::RevokeToken};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for RevokeToken {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools
            .revoke_token(&input.client_id, input.client_secret.as_deref(), &input.token, moment)
            .await?;
        Ok(RevokeTokenResponse::default())
    }
}
