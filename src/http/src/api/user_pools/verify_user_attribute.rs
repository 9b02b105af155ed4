//! An address of a user is verified by the code that was sent there.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{VerifyUserAttributeResponse, operations::VerifyUserAttribute};

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for VerifyUserAttribute {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (attribute, code) = (&input.attribute_name, &input.code);
        app.user_pools.verify_attribute(&bearer, attribute, code, moment).await?;
        Ok(VerifyUserAttributeResponse::default())
    }
}
