//! An administrator writes attributes of a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminUpdateUserAttributesResponse, operations::AdminUpdateUserAttributes};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminUpdateUserAttributes {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let attributes = shapes::values(Some(input.user_attributes))?;
        let (pool_id, user, metadata) =
            (&input.user_pool_id, &input.username, input.client_metadata.as_ref());
        app.user_pools.admin_write_attributes(pool_id, user, attributes, metadata, moment).await?;
        Ok(AdminUpdateUserAttributesResponse::default())
    }
}
