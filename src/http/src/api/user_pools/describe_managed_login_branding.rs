//! A style of the managed pages is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeManagedLoginBrandingResponse, operations::DescribeManagedLoginBranding};

use super::branding_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeManagedLoginBranding {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let brandings = app.user_pools.brandings(&input.user_pool_id).await?;
        let found = brandings.get(&input.managed_login_branding_id).await?;
        let described = branding_shape::described(&input.user_pool_id, found, input.return_merged_resources);
        Ok(DescribeManagedLoginBrandingResponse { managed_login_branding: Some(described) })
    }
}
