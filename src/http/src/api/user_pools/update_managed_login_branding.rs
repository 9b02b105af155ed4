//! A style of the managed pages is changed.

use app::{Answer, App};
use domain::{Moment, user_pools::branding::BrandingChange};
use wire::cognito_idp::{UpdateManagedLoginBrandingResponse, operations::UpdateManagedLoginBranding};

use super::{branding_shape, shapes};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateManagedLoginBranding {
    type Caller = Signed;

    fn check(_: &App, input: &Self::Input, _: &Moment) -> Answer<()> {
        branding_shape::settings(input.use_cognito_provided_values, input.settings.as_ref()).map(drop)
    }

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let pool_id = shapes::given(input.user_pool_id, "UserPoolId")?;
        let id = shapes::given(input.managed_login_branding_id, "ManagedLoginBrandingId")?;
        let brandings = app.user_pools.brandings(&pool_id).await?;
        let change = BrandingChange {
            settings: branding_shape::settings(input.use_cognito_provided_values, input.settings.as_ref())?,
            assets: input.assets.map(branding_shape::assets).transpose()?,
        };
        let changed = brandings.change(&id, change, moment).await?;
        let managed_login_branding = Some(branding_shape::shown(&pool_id, changed));
        Ok(UpdateManagedLoginBrandingResponse { managed_login_branding })
    }
}
