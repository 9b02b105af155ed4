//! A limit is provisioned for a category of operations.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{UpdateProvisionedLimitResponse, operations::UpdateProvisionedLimit};

use super::limit_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateProvisionedLimit {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let category = limit_shape::category(&input.limit_definition)?;
        // A negative one is less than any that can be provisioned, as none is.
        let value = u32::try_from(input.requested_limit_value).unwrap_or_default();
        let limit = app.user_pools.provision_limit(category, value, moment).await?;
        Ok(UpdateProvisionedLimitResponse { limit: limit_shape::shown(input.limit_definition, limit) })
    }
}
