//! A passkey that was made is registered.

use app::{
    Answer, App,
    user_pools::{bearer::Bearer, passkeys::Registrant},
};
use domain::Moment;
use wire::cognito_idp::{CompleteWebAuthnRegistrationResponse, operations::CompleteWebAuthnRegistration};

use super::passkey_shape::new_passkey;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for CompleteWebAuthnRegistration {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let new = new_passkey(&input.credential)?;
        app.user_pools.register_passkey(&Registrant::from(&bearer), new, moment).await?;
        Ok(CompleteWebAuthnRegistrationResponse::default())
    }
}
