//! Gives a caller the id of its identity.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::{GetIdResponse, operations::GetId};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for GetId {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let logins = input.logins.unwrap_or_default();
        let identity_id = app.identity_pools.get_id(&input.identity_pool_id, &logins, moment).await?;
        Ok(GetIdResponse { identity_id: Some(identity_id) })
    }
}
