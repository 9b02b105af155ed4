//! An identity gets temporary credentials.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::{GetCredentialsForIdentityResponse, operations::GetCredentialsForIdentity};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for GetCredentialsForIdentity {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let logins = input.logins.unwrap_or_default();
        let custom_role = input.custom_role_arn.as_deref();
        let vended = app
            .identity_pools
            .credentials_for_identity(&input.identity_id, &logins, custom_role, moment)
            .await?;
        Ok(GetCredentialsForIdentityResponse {
            identity_id: Some(vended.identity_id),
            credentials: Some(shapes::credentials(vended.credentials)),
        })
    }
}
