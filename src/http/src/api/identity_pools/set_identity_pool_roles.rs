//! The roles of an identity pool are replaced.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::operations::SetIdentityPoolRoles;

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for SetIdentityPoolRoles {
    type Caller = Signed;

    async fn serve(app: &App, caller: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let roles = shapes::roles(input.roles, input.role_mappings.unwrap_or_default())?;
        app.identity_pools
            .set_identity_pool_roles(caller.caller(), &input.identity_pool_id, roles, moment)
            .await
    }
}
