//! An administrator switches text messages as a user's second factor on or off, by the older of two operations.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminSetUserSettingsResponse, operations::AdminSetUserSettings};

use super::mfa_options_shape::changes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminSetUserSettings {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let changes = changes(&input.mfa_options)?;
        app.user_pools.admin_set_factors(&input.user_pool_id, &input.username, changes, moment).await?;
        Ok(AdminSetUserSettingsResponse::default())
    }
}
