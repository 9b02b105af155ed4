//! A user pool's schema gets further attributes.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AddCustomAttributesResponse, operations::AddCustomAttributes};

use super::pool_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AddCustomAttributes {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let attributes = pool_config::custom_attributes(input.custom_attributes)?;
        app.user_pools.add_custom_attributes(&input.user_pool_id, attributes, moment).await?;
        Ok(AddCustomAttributesResponse::default())
    }
}
