//! An administrator switches second factors of a user on and off.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminSetUserMFAPreferenceResponse, operations::AdminSetUserMFAPreference};

use super::mfa_preference_shape::changes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminSetUserMFAPreference {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let changes = changes(
            input.sms_mfa_settings,
            input.software_token_mfa_settings,
            input.email_mfa_settings,
            input.web_authn_mfa_settings,
        );
        app.user_pools.admin_set_factors(&input.user_pool_id, &input.username, changes, moment).await?;
        Ok(AdminSetUserMFAPreferenceResponse::default())
    }
}
