//! The roles of an identity pool are shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::operations::GetIdentityPoolRoles;

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetIdentityPoolRoles {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let pool = app.identity_pools.identity_pool(&input.identity_pool_id).await?;
        Ok(shapes::shown_roles(&pool))
    }
}
