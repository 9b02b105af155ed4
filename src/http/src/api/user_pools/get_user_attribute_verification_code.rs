//! A code to verify an address of a user is sent.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{
    GetUserAttributeVerificationCodeResponse, operations::GetUserAttributeVerificationCode,
};

use super::shapes;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for GetUserAttributeVerificationCode {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (name, metadata) = (&input.attribute_name, input.client_metadata.as_ref());
        let sent = app.user_pools.send_verification_code(&bearer, name, metadata, moment).await?;
        let code_delivery_details = Some(shapes::delivered(sent));
        Ok(GetUserAttributeVerificationCodeResponse { code_delivery_details })
    }
}
