//! An administrator looks at what a user can sign in by.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminGetUserAuthFactorsResponse, operations::AdminGetUserAuthFactors};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminGetUserAuthFactors {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let factors = app.user_pools.admin_auth_factors(&input.user_pool_id, &input.username).await?;
        Ok(AdminGetUserAuthFactorsResponse {
            configured_user_auth_factors: Some(shapes::first_factors(&factors)),
            preferred_mfa_setting: shapes::preferred_factor(&factors.user),
            user_mfa_setting_list: shapes::active_factors(&factors.user),
            username: factors.user.username,
        })
    }
}
