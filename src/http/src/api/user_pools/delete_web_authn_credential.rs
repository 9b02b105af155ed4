//! A user takes a passkey away.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{DeleteWebAuthnCredentialResponse, operations::DeleteWebAuthnCredential};

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for DeleteWebAuthnCredential {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.remove_passkey(&bearer, input.credential_id, moment).await?;
        Ok(DeleteWebAuthnCredentialResponse::default())
    }
}
