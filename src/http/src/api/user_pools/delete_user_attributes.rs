//! A user takes own attributes away.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{DeleteUserAttributesResponse, operations::DeleteUserAttributes};

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for DeleteUserAttributes {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let emptied = input.user_attribute_names.into_iter().map(|name| (name, String::new())).collect();
        app.user_pools.write_own_attributes(&bearer, emptied, None, moment).await?;
        Ok(DeleteUserAttributesResponse::default())
    }
}
