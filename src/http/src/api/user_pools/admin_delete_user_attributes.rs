//! An administrator takes attributes of a user away.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminDeleteUserAttributesResponse, operations::AdminDeleteUserAttributes};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminDeleteUserAttributes {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, user) = (&input.user_pool_id, &input.username);
        let emptied = input.user_attribute_names.into_iter().map(|name| (name, String::new())).collect();
        app.user_pools.admin_write_attributes(pool_id, user, emptied, None, moment).await?;
        Ok(AdminDeleteUserAttributesResponse::default())
    }
}
