//! An authenticator app gets its secret.

use app::{Answer, App, user_pools::factors::Associated};
use domain::Moment;
use wire::cognito_idp::{AssociateSoftwareTokenResponse, operations::AssociateSoftwareToken};

use super::authenticator_holder::{Holder, holder};
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for AssociateSoftwareToken {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let Associated { secret_code, session } = match holder(input.access_token, input.session)? {
            Holder::Token(token) => {
                let mut moment = moment.clone();
                let bearer = app.user_pools.bearer(&token, &mut moment).await?;
                app.user_pools.associate_authenticator(&bearer, &moment).await?
            }
            Holder::Session(session) => app.user_pools.associate_in_sign_in(&session, moment).await?,
        };
        Ok(AssociateSoftwareTokenResponse { secret_code: Some(secret_code), session })
    }
}
