//! A user switches second factors on and off.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{SetUserMFAPreferenceResponse, operations::SetUserMFAPreference};

use super::mfa_preference_shape::changes;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for SetUserMFAPreference {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let changes = changes(
            input.sms_mfa_settings,
            input.software_token_mfa_settings,
            input.email_mfa_settings,
            input.web_authn_mfa_settings,
        );
        app.user_pools.set_factors(&bearer, changes, moment).await?;
        Ok(SetUserMFAPreferenceResponse::default())
    }
}
