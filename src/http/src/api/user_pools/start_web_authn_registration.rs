//! A user begins to register a passkey.

use app::{
    Answer, App,
    user_pools::{bearer::Bearer, passkeys::Registrant},
};
use domain::Moment;
use wire::cognito_idp::{StartWebAuthnRegistrationResponse, operations::StartWebAuthnRegistration};

use super::passkey_shape::creation_options;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for StartWebAuthnRegistration {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, _: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let options = app.user_pools.begin_passkey(&Registrant::from(&bearer), moment).await?;
        Ok(StartWebAuthnRegistrationResponse { credential_creation_options: creation_options(&options) })
    }
}
