//! The first code of an authenticator app is verified.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{VerifySoftwareTokenResponse, operations::VerifySoftwareToken};

use super::authenticator_holder::{Holder, holder};
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for VerifySoftwareToken {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (code, name) = (&input.user_code, input.friendly_device_name);
        let session = match holder(input.access_token, input.session)? {
            Holder::Token(token) => {
                let mut moment = moment.clone();
                let bearer = app.user_pools.bearer(&token, &mut moment).await?;
                app.user_pools.verify_authenticator(&bearer, code, name, &moment).await?;
                None
            }
            Holder::Session(session) => {
                Some(app.user_pools.verify_in_sign_in(&session, code, name, moment).await?)
            }
        };
        Ok(VerifySoftwareTokenResponse { session, status: Some("SUCCESS".to_owned()) })
    }
}
