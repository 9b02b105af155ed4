//! The passkeys of a user are listed.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{ListWebAuthnCredentialsResponse, operations::ListWebAuthnCredentials};

use super::passkey_shape::{described, limit};
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for ListWebAuthnCredentials {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (limit, token) = (limit(input.max_results), input.next_token.as_deref());
        let listed = app.user_pools.list_passkeys(&bearer, limit, token)?;
        let credentials = listed.rows.into_iter().filter_map(described).collect();
        Ok(ListWebAuthnCredentialsResponse { credentials, next_token: listed.next })
    }
}
