//! A style of the managed pages is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::DeleteManagedLoginBranding;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteManagedLoginBranding {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let brandings = app.user_pools.brandings(&input.user_pool_id).await?;
        brandings.delete(&input.managed_login_branding_id, moment).await
    }
}
