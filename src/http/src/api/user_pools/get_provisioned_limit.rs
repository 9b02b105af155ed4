//! What is provisioned for a category of operations is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetProvisionedLimitResponse, operations::GetProvisionedLimit};

use super::limit_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetProvisionedLimit {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let category = limit_shape::category(&input.limit_definition)?;
        let limit = app.user_pools.provisioned_limit(category, moment).await?;
        Ok(GetProvisionedLimitResponse { limit: limit_shape::shown(input.limit_definition, limit) })
    }
}
