//! An identity gets a web identity token.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::{GetOpenIdTokenResponse, operations::GetOpenIdToken};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for GetOpenIdToken {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let logins = input.logins.unwrap_or_default();
        let (identity_id, token) =
            app.identity_pools.open_id_token(&input.identity_id, &logins, moment).await?;
        Ok(GetOpenIdTokenResponse { identity_id: Some(identity_id), token: Some(token) })
    }
}
