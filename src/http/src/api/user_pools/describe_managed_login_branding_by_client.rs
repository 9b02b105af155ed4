//! The style of a client's managed pages is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    DescribeManagedLoginBrandingByClientResponse, operations::DescribeManagedLoginBrandingByClient,
};

use super::branding_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeManagedLoginBrandingByClient {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let brandings = app.user_pools.brandings(&input.user_pool_id).await?;
        let found = brandings.branding_of(&input.client_id).await?;
        let described = branding_shape::described(&input.user_pool_id, found, input.return_merged_resources);
        Ok(DescribeManagedLoginBrandingByClientResponse { managed_login_branding: Some(described) })
    }
}
