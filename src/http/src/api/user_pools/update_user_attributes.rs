//! A user writes the own attributes.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{UpdateUserAttributesResponse, operations::UpdateUserAttributes};

use super::{named::listed, shapes};
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for UpdateUserAttributes {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let attributes = shapes::values(Some(input.user_attributes))?;
        let metadata = input.client_metadata.as_ref();
        let sent = app.user_pools.write_own_attributes(&bearer, attributes, metadata, moment).await?;
        let sent = sent.into_iter().map(shapes::delivered).collect();
        Ok(UpdateUserAttributesResponse { code_delivery_details_list: listed(sent) })
    }
}
