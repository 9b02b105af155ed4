//! What a seed makes of identity pools otherwise than an operation does: under an id of its own.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::CreateIdentityPoolInput;

use super::shapes;

/// An identity pool with an id.
pub(crate) async fn make_pool(
    app: &App,
    id: String,
    request: CreateIdentityPoolInput,
    moment: &Moment,
) -> Answer<()> {
    let settings = shapes::settings(request);
    app.identity_pools.create_identity_pool(Some(id), settings, moment).await.map(drop)
}
