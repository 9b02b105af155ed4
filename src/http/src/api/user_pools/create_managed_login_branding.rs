//! A client gets a style of the managed pages.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{CreateManagedLoginBrandingResponse, operations::CreateManagedLoginBranding};

use super::branding_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateManagedLoginBranding {
    type Caller = Signed;

    fn check(_: &App, input: &Self::Input, _: &Moment) -> Answer<()> {
        branding_shape::settings(input.use_cognito_provided_values, input.settings.as_ref()).map(drop)
    }

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let brandings = app.user_pools.brandings(&input.user_pool_id).await?;
        let settings = branding_shape::settings(input.use_cognito_provided_values, input.settings.as_ref())?;
        let assets = branding_shape::assets(input.assets.unwrap_or_default())?;
        let made = brandings.create_branding(&input.client_id, settings, assets, moment).await?;
        let managed_login_branding = Some(branding_shape::shown(&input.user_pool_id, made));
        Ok(CreateManagedLoginBrandingResponse { managed_login_branding })
    }
}
