//! A user switches text messages as a second factor on or off, by the older of two operations.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{SetUserSettingsResponse, operations::SetUserSettings};

use super::mfa_options_shape::changes;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for SetUserSettings {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.set_factors(&bearer, changes(&input.mfa_options)?, moment).await?;
        Ok(SetUserSettingsResponse::default())
    }
}
